using System;
using System.Runtime.InteropServices;
using System.Text;

namespace Tsc
{
    /// <summary>
    /// Directs imports to a file on Mono, by an entry in its map of libraries. An entry in Libtsc.dll.config has
    /// precedence.
    /// </summary>
    internal static class MonoImports
    {
        /// <summary>
        /// Returns what directs imports to a file that has a name; null if the runtime is not Mono.
        /// </summary>
        internal static Action<string> Director()
        {
            return Type.GetType("Mono.Runtime") == null ? (Action<string>)null : Direct;
        }

        private static void Direct(string file)
        {
            try
            {
                mono_dllmap_insert(
                    IntPtr.Zero, Encoding.UTF8.GetBytes(Loader.Name + "\0"), IntPtr.Zero,
                    Encoding.UTF8.GetBytes(file + "\0"), IntPtr.Zero);
            }
            catch (EntryPointNotFoundException)
            {
                // The program that contains Mono does not export it. Mono's own search finds libtsc.so.
            }
        }

        [DllImport("__Internal", CallingConvention = CallingConvention.Cdecl)]
        private static extern void mono_dllmap_insert(
            IntPtr assembly, byte[] library, IntPtr function, byte[] file, IntPtr functionInFile);
    }
}

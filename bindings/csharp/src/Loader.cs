using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>
    /// Loads the library from a NuGet package or the program's folder, where it is called libtsc.so. After that
    /// the dynamic linker finds it by its own name, like a library of the system.
    /// </summary>
    internal static class Loader
    {
        /// <summary>The library's own name (SONAME), which all compatible versions share.</summary>
        internal const string Name = "libtsc.so.0.1";

        static Loader()
        {
            try
            {
                LoadByShortName();
            }
            catch (DllNotFoundException)
            {
                // The library of the system may have its full name only.
            }
            catch (EntryPointNotFoundException)
            {
                // Another file has that name.
            }
        }

        /// <summary>
        /// Loads the library. It is called before the first call of <see cref="Native"/>, which must be in a separate
        /// method, because Mono looks for a library when it compiles the method that calls it.
        /// </summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal static void Load()
        {
        }

        [DllImport("tsc", EntryPoint = "tsc_version_number", CallingConvention = CallingConvention.Cdecl)]
        private static extern uint LoadByShortName();
    }
}

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>
    /// Loads the library from a NuGet package or beside the program, where it is called libtsc.so. From
    /// then on its own name stands for it, as it does for one that the system has.
    /// </summary>
    internal static class Loader
    {
        /// <summary>The library's own name, of all versions that a program can go on with.</summary>
        internal const string Name = "libtsc.so.0.1";

        static Loader()
        {
            try
            {
                LoadByShortName();
            }
            catch (DllNotFoundException)
            {
                // The system's, which may have its full name only.
            }
            catch (EntryPointNotFoundException)
            {
                // Something else of that name.
            }
        }

        /// <summary>
        /// Comes before the first call of <see cref="Native"/>, which has to be in a method of its own: Mono
        /// looks for a library when it compiles what calls it.
        /// </summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal static void Load()
        {
        }

        [DllImport("tsc", EntryPoint = "tsc_version_number", CallingConvention = CallingConvention.Cdecl)]
        private static extern uint LoadByShortName();
    }
}

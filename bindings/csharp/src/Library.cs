using System.Runtime.CompilerServices;

namespace Tsc
{
    /// <summary>
    /// The native library, which this binding calls. Any thread may use it. Its file is libtsc.so.0.1 on Linux, tsc.dll
    /// on Windows and libtsc.0.1.dylib on macOS. If it cannot be loaded, the first use of the binding throws a <see
    /// cref="System.DllNotFoundException"/> that names the files and the places, or a <see
    /// cref="System.PlatformNotSupportedException"/> on another system.
    /// </summary>
    public static class Library
    {
        /// <summary>The version of the native library that was loaded: "0.1.0".</summary>
        public static string Version
        {
            get
            {
                Loader.Load();
                return VersionText();
            }
        }

        /// <summary>
        /// The version of the native library as a number: major &lt;&lt; 16 | minor &lt;&lt; 8 |
        /// patch.
        /// </summary>
        public static int VersionNumber
        {
            get
            {
                Loader.Load();
                return Number();
            }
        }

        /// <summary>Returns the name of a status in tsc.h, such as "TSC_ERROR_TIMEOUT".</summary>
        /// <param name="status">
        /// Any number. The name is "TSC_ERROR_UNKNOWN" if the native library does not define it.
        /// </param>
        /// <returns>The name, never null.</returns>
        public static string StatusName(Status status)
        {
            Loader.Load();
            return Name(status);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static string VersionText()
        {
            return Utf8.Copy(Native.tsc_version());
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static int Number()
        {
            return (int)Native.tsc_version_number();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static string Name(Status status)
        {
            return Utf8.Copy(Native.tsc_status_name((int)status));
        }
    }
}

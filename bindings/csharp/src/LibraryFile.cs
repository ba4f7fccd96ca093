using System;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>The names of the native library's file, which differ between operating systems.</summary>
    internal sealed class LibraryFile
    {
        /// <summary>The series of the library that the binding supports; others may have another interface.</summary>
        internal const string Series = "0.1";

        private static readonly LibraryFile Linux = new LibraryFile(
            "LD_LIBRARY_PATH and ldconfig's folders", "libtsc.so." + Series, "libtsc.so");

        private static readonly LibraryFile Windows = new LibraryFile(
            "the system's folders and PATH", "tsc.dll");

        private static readonly LibraryFile MacOS = new LibraryFile(
            "DYLD_LIBRARY_PATH and /usr/local/lib", "libtsc." + Series + ".dylib", "libtsc.dylib");

        private LibraryFile(string placesOfTheSystem, params string[] names)
        {
            PlacesOfTheSystem = placesOfTheSystem;
            Names = names;
        }

        /// <summary>The names, in the order in which they are tried.</summary>
        internal string[] Names { get; }

        /// <summary>The places that the operating system searches, for messages.</summary>
        internal string PlacesOfTheSystem { get; }

        /// <summary>Returns the file of an operating system.</summary>
        /// <param name="isPlatform"><see cref="RuntimeInformation.IsOSPlatform"/>, or a test's.</param>
        /// <param name="description">The system's name and version, for the error.</param>
        /// <exception cref="PlatformNotSupportedException">There is no library for it.</exception>
        internal static LibraryFile Of(Func<OSPlatform, bool> isPlatform, string description)
        {
            if (isPlatform(OSPlatform.Linux))
            {
                return Linux;
            }
            if (isPlatform(OSPlatform.Windows))
            {
                return Windows;
            }
            if (isPlatform(OSPlatform.OSX))
            {
                return MacOS;
            }
            throw new PlatformNotSupportedException(
                "libtsc is available for Linux, Windows and macOS, and this system is " + description);
        }

        /// <summary>Returns the series of a version of the library: of its minor version before 1.0.</summary>
        internal static string SeriesOf(uint versionNumber)
        {
            var major = versionNumber >> 16;
            return major > 0 ? major.ToString() : "0." + (versionNumber >> 8 & 0xff);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>
    /// Loads the native library, whose file has another name on each operating system. All imports have one name;
    /// the runtime is told which file that is.
    /// </summary>
    internal static class Loader
    {
        /// <summary>The name in the imports.</summary>
        internal const string Name = "tsc";

        // Mono remembers an import that failed, so that the second file needs an import of its own.
        private static readonly Func<uint>[] Imports = { FirstNumber, SecondNumber };

        // It is found once; a failure is thrown by each call.
        private static readonly Lazy<uint> VersionNumber = new Lazy<uint>(Find);

        /// <summary>
        /// Loads the library. It is called before the first call of <see cref="Native"/>, which must be in a separate
        /// method, because Mono looks for a library when it compiles the method that calls it.
        /// </summary>
        /// <exception cref="DllNotFoundException">It is not found, or its series is not the binding's.</exception>
        /// <exception cref="PlatformNotSupportedException">There is no library for this system.</exception>
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal static void Load()
        {
            GC.KeepAlive(VersionNumber.Value);
        }

        private static uint Find()
        {
            var file = LibraryFile.Of(RuntimeInformation.IsOSPlatform, RuntimeInformation.OSDescription);
            // The .NET Framework loads tsc.dll by the name in the imports.
            var direct = DotNetImports.Director() ?? MonoImports.Director() ?? (name => { });
            var failures = new List<Exception>();
            for (var i = 0; i < file.Names.Length; i++)
            {
                direct(file.Names[i]);
                try
                {
                    return OfTheSeries(Imports[i]());
                }
                catch (Exception error) when (IsAboutTheFile(error))
                {
                    failures.Add(error);
                }
            }
            throw NotFound(file, failures);
        }

        private static uint OfTheSeries(uint versionNumber)
        {
            var series = LibraryFile.SeriesOf(versionNumber);
            if (series != LibraryFile.Series)
            {
                throw new DllNotFoundException("it is of the series " + series);
            }
            return versionNumber;
        }

        private static bool IsAboutTheFile(Exception error)
        {
            // It does not exist, it is another library, or it is for another processor.
            return error is DllNotFoundException || error is EntryPointNotFoundException ||
                error is BadImageFormatException;
        }

        private static DllNotFoundException NotFound(LibraryFile file, List<Exception> failures)
        {
            var causes = file.Names.Zip(failures, (name, failure) => Environment.NewLine + name + ": " + failure.Message);
            return new DllNotFoundException(
                "cannot load libtsc " + LibraryFile.Series + " as " + string.Join(" or ", file.Names) +
                    " from the program's folder, its packages, " + file.PlacesOfTheSystem + string.Concat(causes),
                failures[0]);
        }

        [DllImport(Name, EntryPoint = "tsc_version_number", CallingConvention = CallingConvention.Cdecl)]
        private static extern uint FirstNumber();

        [DllImport(Name, EntryPoint = "tsc_version_number", CallingConvention = CallingConvention.Cdecl)]
        private static extern uint SecondNumber();
    }
}

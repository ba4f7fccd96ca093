// Tests which file is loaded on each operating system. It is compiled together with LibraryFile.cs.
using System;
using System.Runtime.InteropServices;
using Tsc;

internal static class LibraryFileTests
{
    internal static void LinuxHasTheSeriesAtTheEnd()
    {
        Same("libtsc.so.0.1 libtsc.so", OSPlatform.Linux, "Linux 5.10.0-28-amd64");
    }

    internal static void WindowsHasOneName()
    {
        Same("tsc.dll", OSPlatform.Windows, "Microsoft Windows 10.0.19045");
        Same("tsc.dll", OSPlatform.Windows, "Microsoft Windows 10.0.26100");
        Same("tsc.dll", OSPlatform.Windows, "Microsoft Windows Server 2022");
    }

    internal static void MacHasTheSeriesBeforeTheExtension()
    {
        Same("libtsc.0.1.dylib libtsc.dylib", OSPlatform.OSX, "Darwin 23.6.0");
    }

    internal static void OtherSystemsAreNamedInTheError()
    {
        foreach (var system in new[] { "FREEBSD", "AIX", "ANDROID", "BROWSER" })
        {
            var error = UnitTests.Throws<PlatformNotSupportedException>(() => Of(OSPlatform.Create(system), system));
            UnitTests.Same(
                "libtsc is available for Linux, Windows and macOS, and this system is " + system, error.Message);
        }
    }

    internal static void SeriesIsTheMinorVersionBeforeOneAndTheMajorVersionAfter()
    {
        UnitTests.Same("0.1", LibraryFile.SeriesOf(0x000100));
        UnitTests.Same("0.12", LibraryFile.SeriesOf(0x000c07));
        UnitTests.Same("1", LibraryFile.SeriesOf(0x010000));
        UnitTests.Same("2", LibraryFile.SeriesOf(0x020304));
    }

    private static void Same(string names, OSPlatform platform, string description)
    {
        UnitTests.Same(names, string.Join(" ", Of(platform, description).Names));
    }

    private static LibraryFile Of(OSPlatform system, string description)
    {
        return LibraryFile.Of(platform => platform == system, description);
    }
}

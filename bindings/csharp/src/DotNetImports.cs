using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>
    /// Directs imports to a file on .NET 5 and later, and .NET Core 3, by the resolver that NativeLibrary takes. .NET
    /// Standard 2.0 does not have that class, so it is called by reflection.
    /// </summary>
    internal static class DotNetImports
    {
        private static Func<string, Assembly, DllImportSearchPath?, IntPtr> load;
        private static volatile string file;

        /// <summary>
        /// Returns what directs imports to a file that has a name; null if the runtime has no resolvers. A resolver that
        /// the program has set for this assembly stays in force.
        /// </summary>
        internal static Action<string> Director()
        {
            var library = Type.GetType("System.Runtime.InteropServices.NativeLibrary, System.Runtime.InteropServices");
            var resolver = Type.GetType(
                "System.Runtime.InteropServices.DllImportResolver, System.Runtime.InteropServices");
            if (library == null || resolver == null)
            {
                return null;
            }
            load = (Func<string, Assembly, DllImportSearchPath?, IntPtr>)Delegate.CreateDelegate(
                typeof(Func<string, Assembly, DllImportSearchPath?, IntPtr>),
                library.GetMethod("Load", new[] { typeof(string), typeof(Assembly), typeof(DllImportSearchPath?) }));
            var resolve = new Func<string, Assembly, DllImportSearchPath?, IntPtr>(Resolve).Method;
            try
            {
                library.GetMethod("SetDllImportResolver").Invoke(
                    null, new object[] { typeof(DotNetImports).Assembly, Delegate.CreateDelegate(resolver, resolve) });
            }
            catch (TargetInvocationException error) when (error.InnerException is InvalidOperationException)
            {
                return name => { };
            }
            return name => file = name;
        }

        /// <summary>Loads the file. The exception says why it cannot.</summary>
        private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
        {
            return name == Loader.Name ? load(file, assembly, searchPath) : IntPtr.Zero;
        }
    }
}

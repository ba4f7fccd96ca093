using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Tsc
{
    /// <summary>
    /// A copy of the environment in the form of C's execve, for the duration of a call. C's own environment lacks
    /// the variables that .NET sets; Mono sets them there, but then they may change while C reads them.
    /// </summary>
    internal sealed class Variables : IDisposable
    {
        private readonly List<GCHandle> pinned = new List<GCHandle>();

        internal Variables(IDictionary variables)
        {
            foreach (DictionaryEntry variable in variables)
            {
                // Invalid Unicode in one variable must not be an error.
                var copy = Encoding.UTF8.GetBytes(variable.Key + "=" + variable.Value + "\0");
                pinned.Add(GCHandle.Alloc(copy, GCHandleType.Pinned));
            }
            Pointers = pinned.Select(copy => copy.AddrOfPinnedObject()).Concat(new[] { IntPtr.Zero }).ToArray();
        }

        internal IntPtr[] Pointers { get; }

        public void Dispose()
        {
            foreach (var copy in pinned)
            {
                // It may contain a proxy's password.
                Utf8.Wipe((byte[])copy.Target);
                copy.Free();
            }
        }
    }
}

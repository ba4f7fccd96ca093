using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Tsc
{
    /// <summary>
    /// A copy of the environment as C's execve takes one, for the time of a call. C's own has not what .NET sets;
    /// where Mono does set it there, it may change while C reads it.
    /// </summary>
    internal sealed class Variables : IDisposable
    {
        private readonly List<GCHandle> pinned = new List<GCHandle>();

        internal Variables(IDictionary variables)
        {
            foreach (DictionaryEntry variable in variables)
            {
                // One that is not good Unicode must not be in the way.
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
                // It may have a proxy's password.
                Utf8.Wipe((byte[])copy.Target);
                copy.Free();
            }
        }
    }
}

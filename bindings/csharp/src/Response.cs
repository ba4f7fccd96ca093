using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>
    /// A server's answer: status, headers, body, and the tree where the body is XML. Body and tree are
    /// copied when they are first asked for. Any thread.
    /// </summary>
    public sealed class Response : IDisposable
    {
        private readonly object gate = new object();

        /// <summary>Null for an error's answer, whose body and tree are copied with it.</summary>
        private readonly ResponseHandle handle;

        private readonly KeyValuePair<string, string>[] headers;
        private byte[] body;
        private Node root;
        private bool hasRoot;

        internal Response(ResponseHandle handle)
        {
            this.handle = handle;
            var answer = handle.DangerousGetHandle(); // nobody else has it yet
            StatusCode = Native.tsc_response_status(answer);
            headers = CopyHeaders(answer);
        }

        /// <summary>A copy of what an error lends.</summary>
        internal Response(IntPtr lent)
        {
            StatusCode = Native.tsc_response_status(lent);
            headers = CopyHeaders(lent);
            body = CopyBody(lent);
            root = Node.Copy(Native.tsc_response_root(lent), new Names());
            hasRoot = true;
        }

        /// <summary>The HTTP status.</summary>
        public int StatusCode { get; }

        /// <summary>
        /// Names, in lower case, and values of the headers in the order of the answer, repeated ones each.
        /// </summary>
        public IReadOnlyList<KeyValuePair<string, string>> Headers
        {
            get { return Array.AsReadOnly(headers); }
        }

        /// <summary>The bytes of the body, decompressed if it came compressed; a new copy each time.</summary>
        /// <returns>The body, never null.</returns>
        /// <exception cref="ObjectDisposedException">The answer was disposed of.</exception>
        public byte[] GetBody()
        {
            return handle == null ? (byte[])body.Clone() : With(CopyBody);
        }

        /// <summary>
        /// The root element of the body, whatever its content type. Null if the body is not XML in UTF-8,
        /// has a document type, or is over a limit of elements and nesting.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The answer was disposed of.</exception>
        public Node Root
        {
            get
            {
                return handle == null ? root : With(answer =>
                {
                    if (!hasRoot)
                    {
                        root = Node.Copy(Native.tsc_response_root(answer), new Names());
                        hasRoot = true;
                    }
                    return root;
                });
            }
        }

        /// <summary>The value of a header; several of one name are joined by ", ".</summary>
        /// <param name="name">The header's name, in any case.</param>
        /// <returns>The value, null if there is none.</returns>
        public string Header(string name)
        {
            string joined = null;
            foreach (var header in headers)
            {
                if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
                {
                    joined = joined == null ? header.Value : joined + ", " + header.Value;
                }
            }
            return joined;
        }

        /// <summary>Frees what the answer takes outside of .NET. That of an error goes on.</summary>
        public void Dispose()
        {
            if (handle != null)
            {
                handle.Dispose();
            }
        }

        /// <summary>Reads the answer, which only one thread at a time may.</summary>
        private T With<T>(Func<IntPtr, T> read)
        {
            lock (gate)
            {
                return Handles.Read(handle, this, read);
            }
        }

        private static KeyValuePair<string, string>[] CopyHeaders(IntPtr answer)
        {
            var copies = new KeyValuePair<string, string>[Native.tsc_response_header_count(answer).ToUInt32()];
            for (var i = 0; i < copies.Length; i++)
            {
                copies[i] = new KeyValuePair<string, string>(
                    Utf8.Copy(Native.tsc_response_header_name_at(answer, (UIntPtr)i)),
                    Utf8.Copy(Native.tsc_response_header_value_at(answer, (UIntPtr)i)));
            }
            return copies;
        }

        private static byte[] CopyBody(IntPtr answer)
        {
            UIntPtr length;
            var bytes = Native.tsc_response_body(answer, out length);
            var copy = new byte[checked((int)length.ToUInt64())];
            if (copy.Length > 0)
            {
                Marshal.Copy(bytes, copy, 0, copy.Length);
            }
            return copy;
        }
    }
}

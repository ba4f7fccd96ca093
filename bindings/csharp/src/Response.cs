using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Tsc
{
    /// <summary>
    /// A server's response: its HTTP status, headers and body, and the elements of a body that is XML. The body and the
    /// elements are copied when they are read. Any number of threads may use it at the same time.
    /// </summary>
    public sealed class Response : IDisposable
    {
        private readonly object gate = new object();

        /// <summary>Null for the response of an error, whose body and tree are copied at once.</summary>
        private readonly ResponseHandle handle;

        private readonly KeyValuePair<string, string>[] headers;
        private byte[] body;
        private Node root;
        private bool hasRoot;

        internal Response(ResponseHandle handle)
        {
            this.handle = handle;
            var native = handle.DangerousGetHandle(); // no other thread has it yet
            StatusCode = Native.tsc_response_status(native);
            headers = CopyHeaders(native);
        }

        /// <summary>Copies the response of an error.</summary>
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
        /// The names, in lower case, and values of the headers in the order of the response; a repeated header is there
        /// each time. The Content-Encoding and Content-Length of a body that was decompressed are left out.
        /// </summary>
        public IReadOnlyList<KeyValuePair<string, string>> Headers
        {
            get { return Array.AsReadOnly(headers); }
        }

        /// <summary>Returns a new copy of the body's bytes, decompressed.</summary>
        /// <returns>The body, empty if there is none, never null.</returns>
        /// <exception cref="ObjectDisposedException">The response was disposed of.</exception>
        /// <exception cref="OverflowException">The body is longer than 2 GiB, which an array cannot hold.</exception>
        public byte[] GetBody()
        {
            return handle == null ? (byte[])body.Clone() : With(CopyBody);
        }

        /// <summary>
        /// The root element of the body, whatever its Content-Type. Null if the body is not XML in UTF-8, has a
        /// document type, or exceeds a limit: 64 levels, a million elements and texts, a million attributes, 256
        /// attributes of one element.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The response was disposed of.</exception>
        public Node Root
        {
            get
            {
                return handle == null ? root : With(native =>
                {
                    if (!hasRoot)
                    {
                        root = Node.Copy(Native.tsc_response_root(native), new Names());
                        hasRoot = true;
                    }
                    return root;
                });
            }
        }

        /// <summary>Returns the value of a header. The values of repeated headers are joined by ", ".</summary>
        /// <param name="name">The header's name; upper and lower case are the same.</param>
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

        /// <summary>
        /// Frees the native memory of the response. The response of an error can still be used.
        /// </summary>
        public void Dispose()
        {
            if (handle != null)
            {
                handle.Dispose();
            }
        }

        /// <summary>Reads the response, which one thread at a time may do.</summary>
        private T With<T>(Func<IntPtr, T> read)
        {
            lock (gate)
            {
                return Handles.Read(handle, this, read);
            }
        }

        private static KeyValuePair<string, string>[] CopyHeaders(IntPtr native)
        {
            var copies = new KeyValuePair<string, string>[Native.tsc_response_header_count(native).ToUInt32()];
            for (var i = 0; i < copies.Length; i++)
            {
                copies[i] = new KeyValuePair<string, string>(
                    Utf8.Copy(Native.tsc_response_header_name_at(native, (UIntPtr)i)),
                    Utf8.Copy(Native.tsc_response_header_value_at(native, (UIntPtr)i)));
            }
            return copies;
        }

        private static byte[] CopyBody(IntPtr native)
        {
            UIntPtr length;
            var bytes = Native.tsc_response_body(native, out length);
            var copy = new byte[checked((int)length.ToUInt64())];
            if (copy.Length > 0)
            {
                Marshal.Copy(bytes, copy, 0, copy.Length);
            }
            return copy;
        }
    }
}

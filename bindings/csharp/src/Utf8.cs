using System;
using System.Text;

namespace Tsc
{
    /// <summary>Converts strings for C and from C.</summary>
    internal static class Utf8
    {
        private static readonly Encoding Strict = new UTF8Encoding(false, true);

        /// <summary>Encodes a string, which may be null, with a NUL at the end.</summary>
        internal static byte[] Bytes(string value, string name)
        {
            if (value == null)
            {
                return null;
            }
            if (value.IndexOf('\0') >= 0)
            {
                throw new TscException(Status.InvalidArgument, name + " contains a NUL");
            }
            return Encode(value, name, 1);
        }

        /// <summary>Encodes a string without a NUL at the end. The string may contain NULs.</summary>
        internal static byte[] Text(string value, string name)
        {
            return Encode(NotNull(value, name), name, 0);
        }

        internal static byte[] Required(string value, string name)
        {
            return Bytes(NotNull(value, name), name);
        }

        internal static string NotNull(string value, string name)
        {
            if (value == null)
            {
                throw new ArgumentNullException(name);
            }
            return value;
        }

        /// <summary>Wipes the copy of a secret after a call.</summary>
        internal static void Wipe(byte[] bytes)
        {
            if (bytes != null)
            {
                Array.Clear(bytes, 0, bytes.Length);
            }
        }

        private static byte[] Encode(string value, string name, int more)
        {
            try
            {
                var bytes = new byte[Strict.GetByteCount(value) + more];
                Strict.GetBytes(value, 0, value.Length, bytes, 0);
                return bytes;
            }
            catch (EncoderFallbackException)
            {
                throw new TscException(Status.InvalidArgument, name + " contains an unpaired surrogate");
            }
        }

        /// <summary>Copies a string of the library; NULL becomes null.</summary>
        internal static unsafe string Copy(IntPtr lent)
        {
            if (lent == IntPtr.Zero)
            {
                return null;
            }
            var bytes = (byte*)lent;
            var length = 0;
            while (bytes[length] != 0)
            {
                length++;
            }
            return Encoding.UTF8.GetString(bytes, length);
        }
    }

    /// <summary>
    /// A cache of the names of elements and attributes, which are the same in every item of a list.
    /// </summary>
    internal sealed class Names
    {
        private const int Size = 128;

        private readonly string[] known = new string[Size];

        internal unsafe string Copy(IntPtr lent)
        {
            if (lent == IntPtr.Zero)
            {
                return null;
            }
            var bytes = (byte*)lent;
            var hash = 0u;
            for (var at = bytes; *at != 0; at++)
            {
                hash = hash * 31 + *at;
            }
            var place = hash % Size;
            if (known[place] == null || !IsSame(known[place], bytes))
            {
                known[place] = Utf8.Copy(lent);
            }
            return known[place];
        }

        /// <summary>Compares a name with bytes. Names that are not ASCII count as different.</summary>
        private static unsafe bool IsSame(string name, byte* bytes)
        {
            for (var i = 0; i < name.Length; i++)
            {
                // The NUL at the end of the bytes ends the loop too, because no name contains one.
                if (bytes[i] != name[i] || bytes[i] >= 0x80)
                {
                    return false;
                }
            }
            return bytes[name.Length] == 0;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace Tsc
{
    /// <summary>
    /// An element of a response's XML: a copy that does not change, needs no disposing and may be read by any
    /// thread.
    /// </summary>
    public sealed class Node
    {
        private static readonly KeyValuePair<string, string>[] NoAttributes = { };
        private static readonly Node[] NoChildren = { };

        private readonly KeyValuePair<string, string>[] attributes;
        private readonly Node[] children;

        private Node(string name, string text, KeyValuePair<string, string>[] attributes, Node[] children)
        {
            Name = name;
            Text = text;
            this.attributes = attributes;
            this.children = children;
        }

        /// <summary>The local name of the element: "workbook".</summary>
        public string Name { get; }

        /// <summary>
        /// The text of the element without that of its child elements, null if it has none. The pieces between child
        /// elements are joined, with the white space that indents them.
        /// </summary>
        public string Text { get; }

        /// <summary>The value of an attribute, null if the element does not have it.</summary>
        /// <param name="attribute">The attribute's local name.</param>
        public string this[string attribute]
        {
            get
            {
                foreach (var one in attributes)
                {
                    if (one.Key == attribute)
                    {
                        return one.Value;
                    }
                }
                return null;
            }
        }

        /// <summary>The local names and values of the attributes, in the order of the response.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Attributes
        {
            get { return new ReadOnlyCollection<KeyValuePair<string, string>>(attributes); }
        }

        /// <summary>The child elements, in the order of the response.</summary>
        public IReadOnlyList<Node> Children
        {
            get { return new ReadOnlyCollection<Node>(children); }
        }

        /// <summary>Returns the first child element with a name, null if there is none.</summary>
        /// <param name="name">The child's local name.</param>
        /// <returns>The child or null.</returns>
        public Node Child(string name)
        {
            foreach (var child in children)
            {
                if (child.Name == name)
                {
                    return child;
                }
            }
            return null;
        }

        /// <summary>Returns the element's name.</summary>
        /// <returns><see cref="Name"/>.</returns>
        public override string ToString()
        {
            return Name;
        }

        /// <summary>Copies an element with its attributes and descendants; NULL becomes null.</summary>
        internal static Node Copy(IntPtr node, Names names)
        {
            return node == IntPtr.Zero
                ? null
                : new Node(
                    names.Copy(Native.tsc_node_name(node)),
                    Utf8.Copy(Native.tsc_node_text(node)),
                    CopyAttributes(node, names),
                    CopyChildren(node, names));
        }

        private static KeyValuePair<string, string>[] CopyAttributes(IntPtr node, Names names)
        {
            var count = (int)Native.tsc_node_attribute_count(node).ToUInt32();
            if (count == 0)
            {
                return NoAttributes;
            }
            var copies = new KeyValuePair<string, string>[count];
            for (var i = 0; i < count; i++)
            {
                copies[i] = new KeyValuePair<string, string>(
                    names.Copy(Native.tsc_node_attribute_name_at(node, (UIntPtr)i)),
                    Utf8.Copy(Native.tsc_node_attribute_value_at(node, (UIntPtr)i)));
            }
            return copies;
        }

        private static Node[] CopyChildren(IntPtr node, Names names)
        {
            var count = (int)Native.tsc_node_child_count(node).ToUInt32();
            if (count == 0)
            {
                return NoChildren;
            }
            var copies = new Node[count];
            for (var i = 0; i < count; i++)
            {
                copies[i] = Copy(Native.tsc_node_child_at(node, (UIntPtr)i), names);
            }
            return copies;
        }
    }
}

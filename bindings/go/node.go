package tsc

// #include "pack.h"
import "C"

import (
	"strings"
	"unsafe"
)

// A Node is an element of a response's XML. It is a copy that outlives the list or response that it
// was read from. Its strings share the memory of the whole tree; use [strings.Clone] to keep one
// without the tree.
type Node struct {
	// Name is the element's local name: "workbook".
	Name string
	// Text is the text of the element without that of its child elements; "" if it has none. The pieces
	// between child elements are joined, with the white space that indents them.
	Text string
	// Attrs are its attributes, in the response's order.
	Attrs []Attr
	// Children are its child elements, in the response's order.
	Children []Node
}

// An Attr is an attribute of an element.
type Attr struct {
	// Name is the attribute's local name.
	Name  string
	Value string
}

// Attr returns the value of an attribute; "" if the element does not have it, or is nil.
func (n *Node) Attr(name string) string {
	value, _ := n.LookupAttr(name)
	return value
}

// LookupAttr returns the value of an attribute, and true if the element has it.
func (n *Node) LookupAttr(name string) (value string, ok bool) {
	if n != nil {
		for i := range n.Attrs {
			if n.Attrs[i].Name == name {
				return n.Attrs[i].Value, true
			}
		}
	}
	return "", false
}

// Child returns the first child element with a name; nil if there is none or the element is nil, so
// that item.Child("project").Attr("name") is always safe.
func (n *Node) Child(name string) *Node {
	if n != nil {
		for i := range n.Children {
			if n.Children[i].Name == name {
				return &n.Children[i]
			}
		}
	}
	return nil
}

// unpack makes the tree with three allocations, whatever its size; it returns nil for an empty pack.
func unpack(pack *C.tsc_go_pack) *Node {
	if pack.node_count == 0 {
		return nil
	}
	sizes := unsafe.Slice((*uintptr)(unsafe.Pointer(pack.sizes)), int(pack.size_count))
	text := strings.Clone(unsafe.String((*byte)(unsafe.Pointer(pack.text)), int(pack.text_length)))
	nodes := make([]Node, int(pack.node_count))
	attrs := make([]Attr, int(pack.attribute_count))
	take := func(size uintptr) string {
		taken := text[:size]
		text = text[size:]
		return taken
	}
	children := nodes[1:]
	for i := range nodes {
		node := &nodes[i]
		node.Name = take(sizes[0])
		node.Text = take(sizes[1])
		if count := sizes[2]; count > 0 {
			node.Attrs = attrs[:count:count]
			attrs = attrs[count:]
		}
		if count := sizes[3]; count > 0 {
			node.Children = children[:count:count]
			children = children[count:]
		}
		sizes = sizes[4:]
		for j := range node.Attrs {
			node.Attrs[j] = Attr{take(sizes[0]), take(sizes[1])}
			sizes = sizes[2:]
		}
	}
	return &nodes[0]
}

// copyNode copies a node of C with its attributes and descendants.
func copyNode(node *C.tsc_node) *Node {
	var pack C.tsc_go_pack
	C.tsc_go_pack_node(&pack, node)
	defer C.tsc_go_pack_clear(&pack)
	return unpack(&pack)
}

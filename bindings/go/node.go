package tsc

// #include "pack.h"
import "C"

import (
	"strings"
	"unsafe"
)

// A Node is an element of an answer's XML. It is a value of its own: it stays when what it was read
// from is closed. Its strings share the memory of the whole tree; [strings.Clone] one that is to be
// kept for long without it.
type Node struct {
	// Name is the element's local name: "workbook".
	Name string
	// Text is its own text, joined where child elements stand in between; the white space that
	// indents child elements is text too.
	Text string
	// Attrs are its attributes, in the answer's order.
	Attrs []Attr
	// Children are its child elements, in the answer's order.
	Children []Node
}

// An Attr is an attribute of an element.
type Attr struct {
	// Name is the attribute's local name.
	Name  string
	Value string
}

// Attr is the value of an attribute; "" if the element has none of that name, or is nil.
func (n *Node) Attr(name string) string {
	value, _ := n.LookupAttr(name)
	return value
}

// LookupAttr is the value of an attribute, and whether the element has it.
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

// Child is the first child element of a name; nil if there is none, or the element is nil, so that
// item.Child("project").Attr("name") does no harm.
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

// unpack makes the tree, in three pieces of memory, however large it is; nil if there is none.
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

// copyNode copies a node of C's with all that is in it.
func copyNode(node *C.tsc_node) *Node {
	var pack C.tsc_go_pack
	C.tsc_go_pack_node(&pack, node)
	defer C.tsc_go_pack_clear(&pack)
	return unpack(&pack)
}

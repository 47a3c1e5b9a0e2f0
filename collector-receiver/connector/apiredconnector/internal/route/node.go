package route

import (
	"slices"
	"strings"
)

// established is the number of hits from which a name is a name and is never folded into "{param}"; hits are not
// counted further, so that a service whose names are all established has nothing left to learn or to store.
const established = 8

// node is one segment of the learned tree. Its children are names and placeholders; a name never holds '{'.
type node struct {
	segment  string
	parent   *node
	children map[string]*node
	// terminal says that requests ended here; route is its name, made when first needed.
	terminal bool
	route    *Route
	// hits counts the requests that passed, up to established; placeholders do not count.
	hits uint8
	// lengths has a bit for the length of every name that ever was a child: most values have another.
	lengths uint64
	// singles is the number of children that are names, no files, and were hit once: what values look like.
	singles int
}

func (n *node) isName() bool { return strings.IndexByte(n.segment, '{') < 0 }

// asset gives the extension of a name that is a file without anything below it.
func (n *node) asset() *extension {
	if len(n.children) > 0 || !n.isName() {
		return nil
	}
	if _, e := extensionOf(n.segment); e != nil && e.asset {
		return e
	}
	return nil
}

// isSingle says that a node counts in its parent's singles.
func (n *node) isSingle() bool { return n.hits == 1 && n.isName() && n.asset() == nil }

// foldable says that a node may become part of its parent's "{param}".
func (n *node) foldable() bool { return n.hits < established && n.isName() && n.asset() == nil }

func (n *node) child(segment string) *node {
	c := n.children[segment]
	if c == nil {
		c = &node{segment: strings.Clone(segment), parent: n}
		if n.children == nil {
			n.children = map[string]*node{}
		}
		n.children[c.segment] = c
		n.lengths |= lengthBit(segment)
	}
	return c
}

func lengthBit(segment string) uint64 { return 1 << min(len(segment), 63) }

// sorted gives the children in the order of their segments: whatever walks the tree must not depend on a map's order.
func (n *node) sorted() []*node {
	all := make([]*node, 0, len(n.children))
	for _, c := range n.children {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *node) int { return strings.Compare(a.segment, b.segment) })
	return all
}

func (n *node) recount() {
	n.singles = 0
	for _, c := range n.children {
		if c.isSingle() {
			n.singles++
		}
	}
}

// terminals counts the routes at and below n.
func (n *node) terminals() int {
	count := 0
	if n.terminal {
		count = 1
	}
	for _, c := range n.children {
		count += c.terminals()
	}
	return count
}

// name is the path from the root.
func (n *node) name() string {
	var parts []string
	for at := n; at.parent != nil; at = at.parent {
		parts = append(parts, at.segment)
	}
	slices.Reverse(parts)
	return "/" + strings.Join(parts, "/")
}

// absorb makes what hangs below other part of n; other must be thrown away afterwards.
func (n *node) absorb(other *node) {
	n.terminal = n.terminal || other.terminal
	for _, theirs := range other.sorted() {
		ours := n.child(theirs.segment)
		ours.hits = min(established, ours.hits+theirs.hits)
		ours.absorb(theirs)
	}
	n.recount()
}

// foldNames moves every foldable child into "{param}", and does the same below where that has brought too many names
// together. Values that had a shape of their own were values of the same parameter.
func (n *node) foldNames(fanOut int) {
	fold := slices.DeleteFunc(n.sorted(), func(c *node) bool { return !c.foldable() && !holders[c.segment] })
	if len(fold) == 0 {
		return
	}
	param := n.child(holderParam)
	for _, c := range fold {
		delete(n.children, c.segment)
		param.absorb(c)
	}
	n.recount()
	param.settle(fanOut)
}

// settle restores, after subtrees were united, the rules of every node: no more names and files than the fan-out allows,
// no name that is not established beside a "{param}", no picture beside a "{file}.png".
func (n *node) settle(fanOut int) {
	if n.children[holderParam] != nil || n.singles > fanOut {
		n.foldNames(fanOut)
	}
	for e, count := range n.assets() {
		if count > filesAllowed(fanOut) || n.children[e.file] != nil {
			n.foldFiles(e)
		}
	}
	for _, c := range n.sorted() {
		if len(c.children) > 0 {
			c.settle(fanOut)
		}
	}
}

// holders are the placeholders of whole segments that "{param}" takes in.
var holders = map[string]bool{
	holderID: true, holderUUID: true, holderHex: true, holderDate: true, holderToken: true, holderEmail: true, holderIP: true,
}

// foldFiles moves the files with one extension into "{file}.png".
func (n *node) foldFiles(e *extension) {
	n.child(e.file).terminal = true
	for _, c := range n.sorted() {
		if c.asset() == e {
			delete(n.children, c.segment)
		}
	}
}

// assets counts the files by extension.
func (n *node) assets() map[*extension]int {
	var counts map[*extension]int
	for _, c := range n.children {
		if e := c.asset(); e != nil {
			if counts == nil {
				counts = map[*extension]int{}
			}
			counts[e]++
		}
	}
	return counts
}

// filesAllowed is smaller than the fan-out, as nobody watches one picture.
func filesAllowed(fanOut int) int { return max(1, fanOut/5) }

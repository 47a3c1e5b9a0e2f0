package route

// learn takes in a path that was not answered 404. at is the node it ends in when the tree knows the path already.
func (l *Learner) learn(s *segments, at *node) *Route {
	if at == nil {
		if !l.room() {
			return Overflow
		}
		// Making room may have merged what this path is now part of.
		if at, _ = l.find(s, true); at == nil {
			at = l.insert(s)
		}
	}
	l.hit(at)
	if l.foldAlong(at) {
		// The path's own node is gone; what it became is there, because merging keeps every path.
		if at, _ = l.find(s, true); at == nil {
			return Overflow
		}
	}
	return l.routeOf(at)
}

// insert makes the nodes that a path needs. The caller has made sure that there is room for a route.
func (l *Learner) insert(s *segments) *node {
	n := l.root
	for i := range s.count {
		last := i == s.count-1 && !s.more
		next := n.step(s.at[i], last)
		if next == nil {
			key, _ := keyOf(s.at[i], last)
			next = n.child(key)
		}
		n = next
	}
	if s.more {
		n = n.child(holderRest)
	}
	n.terminal = true
	l.spend()
	return n
}

// hit counts a request on every name of its way.
func (l *Learner) hit(at *node) {
	for n := at; n.parent != nil; n = n.parent {
		if n.hits >= established || !n.isName() {
			continue
		}
		n.hits++
		l.version++
	}
	for n := at; n.parent != nil; n = n.parent {
		if n.hits <= 2 {
			n.parent.recount()
		}
	}
}

// foldAlong applies the fan-out to every node on the way to at, from the root down, and says whether at's way changed.
func (l *Learner) foldAlong(at *node) bool {
	var way []*node
	for n := at.parent; n != nil; n = n.parent {
		way = append(way, n)
	}
	for i := len(way) - 1; i >= 0; i-- {
		n := way[i]
		if n.singles > l.fanOutOf(n) {
			n.foldNames(l.limits.FanOut)
			l.merged()
			return true
		}
	}
	if len(way) == 0 {
		return false
	}
	if e := at.asset(); e != nil && at.parent.assets()[e] > filesAllowed(l.limits.FanOut) {
		at.parent.foldFiles(e)
		l.merged()
		return true
	}
	return false
}

func (l *Learner) fanOutOf(n *node) int {
	if n.parent == nil {
		return rootPatience * l.limits.FanOut
	}
	return l.limits.FanOut
}

// compact merges where it saves most, and says whether it saved anything. What stands first in a path is a name as long as
// there is anything else to merge.
func (l *Learner) compact() bool { return l.compactBelow(false) || l.compactBelow(true) }

func (l *Learner) compactBelow(root bool) bool {
	var fold func()
	most := 1
	var visit func(n *node)
	visit = func(n *node) {
		names := 0
		for _, c := range n.sorted() {
			if c.foldable() {
				names++
			}
			visit(c)
		}
		if names > most && (root || n.parent != nil) {
			most, fold = names, func() { n.foldNames(l.limits.FanOut) }
		}
		files := n.assets()
		for _, name := range assetExtensions {
			if e := extensions[name]; files[e] > most {
				most, fold = files[e], func() { n.foldFiles(e) }
			}
		}
	}
	visit(l.root)
	if fold == nil {
		return false
	}
	before := l.live
	fold()
	l.merged()
	return l.live < before
}

// merged counts again after a merge.
func (l *Learner) merged() {
	l.live = len(l.stated) + l.root.terminals()
	l.spent++
	l.merges++
	l.version++
}

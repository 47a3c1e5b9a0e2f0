// Package route gives request paths bounded names: "/users/{id}/orders" for "/users/17/orders". Segments whose shape
// tells that they are values become placeholders at once; segments that only their number gives away do so when a
// fan-out is passed. What was merged is never split again, the number of routes has a hard limit, and the same paths in
// the same order give the same routes, however they were split into calls.
package route

import "strings"

// Route is the name of a set of paths. One learner gives equal names by equal pointers.
type Route struct {
	Name string
	// Overflow says that the limit on routes, not the path, gave this name.
	Overflow bool
}

// Routes that are not learned.
var (
	// Overflow holds what the limit on routes leaves without a name of its own.
	Overflow = &Route{Name: "/{...}", Overflow: true}
	// NotFound holds unknown paths that were answered 404: they say nothing about which routes there are.
	NotFound = &Route{Name: "/{not_found}"}
	// Malformed holds targets that are no paths.
	Malformed = &Route{Name: "/{malformed}"}
	// Unknown holds requests whose record says neither route nor path.
	Unknown = &Route{Name: "/{unknown}"}
	// Authority holds CONNECT, whose target is a host.
	Authority = &Route{Name: "{authority}"}
	// Server holds OPTIONS *, which is about the whole server.
	Server = &Route{Name: "*"}
)

const (
	// longestRoute bounds routes that senders state, in bytes.
	longestRoute = 256
	// lifetimes is the number of routes a service can show over time, merged ones included, in multiples of the limit.
	lifetimes = 3
	// rootPatience is how many times more names the root may have: what stands first in a path is nearly always a name.
	rootPatience = 2
)

// Limits bound what is learned of one service.
type Limits struct {
	// Routes is the largest number of routes.
	Routes int
	// FanOut is the number of names seen once that may stand below one node; with one more they become "{param}".
	FanOut int
}

// Learner holds the routes of one service. It is not safe for concurrent use.
type Learner struct {
	limits Limits
	seeds  *Seeds
	root   *node
	stated map[string]*Route
	// names holds every route given since the start; spent bounds it.
	names map[string]*Route
	// live is the number of routes now, spent the number ever made.
	live, spent int
	// version moves with every change that storage should know.
	version uint64
	// full is the version at which no room could be made.
	full    uint64
	merges  uint64
	scratch segments
}

// NewLearner makes a learner that knows nothing but seeds, which may be nil.
func NewLearner(limits Limits, seeds *Seeds) *Learner {
	return &Learner{
		limits: limits, seeds: seeds, root: &node{}, stated: map[string]*Route{}, names: map[string]*Route{}, version: 1,
	}
}

// Version moves whenever something was learned.
func (l *Learner) Version() uint64 { return l.version }

// Merges counts the merges since the start.
func (l *Learner) Merges() uint64 { return l.merges }

// Live is the number of routes, seeds and the fixed ones left out.
func (l *Learner) Live() int { return l.live }

// Stated gives the route that a sender has named itself; it counts against the limit like any other.
func (l *Learner) Stated(name string) *Route {
	if r := l.stated[name]; r != nil {
		return r
	}
	clean := strings.ToValidUTF8(name, "\uFFFD")
	if len(clean) > longestRoute {
		clean = strings.ToValidUTF8(clean[:longestRoute-len(holderRest)], "") + holderRest
	}
	if r := l.stated[clean]; r != nil {
		return r
	}
	if !l.room() {
		return Overflow
	}
	r := l.route(strings.Clone(clean))
	l.stated[r.Name] = r
	l.spend()
	return r
}

// Path gives the route of a request target. known says that the answer was not 404: only then is anything learned.
func (l *Learner) Path(target string, known bool) *Route { return l.path(target, known, true) }

// Lookup is Path for a request that has been learned from before.
func (l *Learner) Lookup(target string, known bool) *Route { return l.path(target, known, false) }

func (l *Learner) path(target string, known, learn bool) *Route {
	switch target {
	case "":
		return Unknown
	case "*":
		return Server
	}
	path, ok := pathOf(target)
	if !ok {
		return Malformed
	}
	s := &l.scratch
	split(path, s)
	if l.seeds != nil {
		if template := l.seeds.match(s); template != "" {
			return l.route(template)
		}
	}
	n, settled := l.find(s, known)
	switch {
	case n != nil && (settled || !learn):
		return l.routeOf(n)
	case !known:
		return NotFound
	case !learn:
		return Overflow
	}
	return l.learn(s, n)
}

// find walks the tree as far as it knows the path. settled says that there is nothing to learn from this request.
func (l *Learner) find(s *segments, known bool) (*node, bool) {
	n, settled := l.root, true
	for i := range s.count {
		next := n.step(s.at[i], i == s.count-1 && !s.more)
		if next == nil {
			return nil, false
		}
		n = next
		if known && n.hits < established && n.isName() {
			settled = false
		}
	}
	if s.more {
		if n = n.children[holderRest]; n == nil {
			return nil, false
		}
	}
	if !n.terminal {
		return nil, false
	}
	return n, settled
}

// step finds the child that stands for a segment.
func (n *node) step(segment string, last bool) *node {
	if n.lengths&lengthBit(segment) != 0 {
		if c := n.children[segment]; c != nil {
			return c
		}
	}
	key, file := keyOf(segment, last)
	if key != segment {
		if c := n.children[key]; c != nil || !holders[key] {
			return c
		}
		return n.children[holderParam]
	}
	if file != nil {
		if c := n.children[file.file]; c != nil {
			return c
		}
	}
	return n.children[holderParam]
}

// keyOf is the segment itself, or its placeholder. file is set for the name of an asset.
func keyOf(segment string, last bool) (key string, file *extension) {
	if last {
		if stem, e := extensionOf(segment); e != nil {
			if holder := classifyFile(stem, e); holder != "" {
				return holder, nil
			}
			if e.asset {
				file = e
			}
			return segment, file
		}
	}
	if holder := classify(segment); holder != "" {
		return holder, nil
	}
	return segment, nil
}

func (l *Learner) routeOf(n *node) *Route {
	if n.route == nil {
		n.route = l.route(n.name())
	}
	return n.route
}

func (l *Learner) route(name string) *Route {
	r := l.names[name]
	if r == nil {
		r = &Route{Name: name}
		l.names[name] = r
	}
	return r
}

// room says whether one more route may be made, and makes some by merging where that is possible.
func (l *Learner) room() bool {
	if l.full == l.version || l.spent >= lifetimes*l.limits.Routes {
		return false
	}
	for l.live >= l.limits.Routes {
		if !l.compact() {
			l.full = l.version
			return false
		}
	}
	return true
}

func (l *Learner) spend() {
	l.live++
	l.spent++
	l.version++
}

package yangpush

import (
	"strings"
	"sync"
)

// Rules say of schema nodes what only their YANG modules could tell. Of several patterns that name a node the first
// counts.
type Rules struct {
	// Counters only go up, until they begin again.
	Counters []CounterRule
	// Enumerations have numbers.
	Enumerations []EnumerationRule
	// Keys are those of lists. A list that no rule names has the first of name, id, index, key and its own name with
	// -name or -id that its entries have.
	Keys []KeyRule
	// Interfaces are lists whose entries are interfaces of the node, named by their first key.
	Interfaces []Pattern
	// Ignore names leaves that are no telemetry.
	Ignore []Pattern

	mu    sync.RWMutex
	known map[string]*nodeRule
}

// CounterRule names counters.
type CounterRule struct {
	Path Pattern
	// Unit is in UCUM; empty where it is not known.
	Unit string
}

// EnumerationRule gives numbers to the values of leaves.
type EnumerationRule struct {
	Path   Pattern
	Values map[string]int64
}

// KeyRule names the keys of a list, in their order.
type KeyRule struct {
	Path  Pattern
	Names []string
}

// nodeRule is all that is known of one schema node.
type nodeRule struct {
	counter, ignored, isInterface bool
	unit                          string
	values                        map[string]int64
	keys                          []string
}

// maxKnown bounds how many schema paths are remembered; a node that makes up more is only slower.
const maxKnown = 20_000

// of returns what is known of the node with a schema path.
func (r *Rules) of(schema string) *nodeRule {
	r.mu.RLock()
	rule, ok := r.known[schema]
	r.mu.RUnlock()
	if ok {
		return rule
	}
	rule = r.find(strings.Split(strings.TrimPrefix(schema, "/"), "/"))
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[string]*nodeRule{}
	}
	if len(r.known) < maxKnown {
		r.known[strings.Clone(schema)] = rule
	}
	return rule
}

func (r *Rules) find(steps []string) *nodeRule {
	rule := &nodeRule{}
	for i := range r.Counters {
		if r.Counters[i].Path.Match(steps) {
			rule.counter, rule.unit = true, r.Counters[i].Unit
			break
		}
	}
	for i := range r.Enumerations {
		if r.Enumerations[i].Path.Match(steps) {
			rule.values = r.Enumerations[i].Values
			break
		}
	}
	for i := range r.Keys {
		if r.Keys[i].Path.Match(steps) {
			rule.keys = r.Keys[i].Names
			break
		}
	}
	rule.isInterface = matchAny(r.Interfaces, steps)
	rule.ignored = matchAny(r.Ignore, steps)
	return rule
}

func matchAny(patterns []Pattern, steps []string) bool {
	for _, p := range patterns {
		if p.Match(steps) {
			return true
		}
	}
	return false
}

// keysOf returns the keys of an entry of a list, in the order of their names; nothing when it has none that are known.
func (rule *nodeRule) keysOf(list string, entry Value) []Key {
	if rule.keys != nil {
		keys := make([]Key, 0, len(rule.keys))
		for _, name := range rule.keys {
			value, ok := entry.Get(name)
			if !ok || !value.isScalar() {
				return nil
			}
			keys = append(keys, Key{name, value.Text})
		}
		return keys
	}
	for _, name := range [...]string{"name", "id", "index", "key", list + "-name", list + "-id"} {
		if value, ok := entry.Get(name); ok && value.isScalar() {
			return []Key{{name, value.Text}}
		}
	}
	return nil
}

// nameKeys gives names to keys that are known by their place.
func (rule *nodeRule) nameKeys(keys []Key) []Key {
	named := make([]Key, len(keys))
	for i, key := range keys {
		if key.Name == "" {
			key.Name = "name"
			if i < len(rule.keys) {
				key.Name = rule.keys[i]
			} else if i > 0 {
				key.Name = "key"
			}
		}
		named[i] = key
	}
	return named
}

func (v Value) isScalar() bool { return v.Kind == String || v.Kind == NumberKind || v.Kind == Bool }

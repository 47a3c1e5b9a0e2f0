package yangpush

import "time"

// Leaf is one leaf of a data tree, or one leaf-list with all its values.
type Leaf struct {
	// Path is where it stands, with the keys of all lists by name. It holds only until the visit is over.
	Path Path
	// Schema is the path without keys.
	Schema string
	// Value is a scalar, Empty, or an Array for a leaf-list.
	Value Value
	// Counter and Unit are what the rules say.
	Counter bool
	Unit    string
	// Values are the numbers of its enumeration; nil where it is none.
	Values map[string]int64
	// Interface is how many steps of Path name an interface of the node, 0 when none do.
	Interface int
	// Since is when the counters beside it began to count (discontinuity-time); zero where nobody says.
	Since time.Time
}

// Visit is called for each leaf.
type Visit func(*Leaf)

// Walk visits the leaves of a data tree whose root is at base, in the order in which they stand. Keys and what the rules
// ignore are not visited. It returns how many entries of lists were left out because nobody knows their key.
func (r *Rules) Walk(base Path, tree Value, visit Visit) (unkeyed int) {
	w := walker{rules: r, visit: visit}
	module := w.descend(base)
	w.children(tree, module, nil)
	return w.unkeyed
}

// WalkEdit visits the leaves that an edit sets. The value of an edit holds the node that its target names.
func (r *Rules) WalkEdit(edit *Edit, visit Visit) (unkeyed int) {
	if len(edit.Target) == 0 {
		return r.Walk(nil, edit.Value, visit)
	}
	return r.walkTarget(edit, visit)
}

// walkTarget takes the keys of an entry from the target: the value may come without them.
func (r *Rules) walkTarget(edit *Edit, visit Visit) int {
	w := walker{rules: r, visit: visit}
	last := len(edit.Target) - 1
	module := w.descend(edit.Target[:last])
	target := edit.Target[last]
	if len(target.Keys) == 0 {
		w.children(edit.Value, module, nil)
		return w.unkeyed
	}
	for _, m := range edit.Value.Members {
		for _, entry := range listOf(m.Value) {
			w.entry(m, module, entry, target.Keys)
		}
		if m.Value.isScalar() || (m.Value.Kind == Array && len(m.Value.Items) > 0 && m.Value.Items[0].isScalar()) {
			w.children(Value{Kind: Object, Members: []Member{m}}, module, nil)
		}
	}
	return w.unkeyed
}

// Locate returns a path with names for all its keys, and how many of its steps name an interface of the node.
func (r *Rules) Locate(path Path) (named Path, isInterface int) {
	w := walker{rules: r}
	w.descend(path)
	return w.path, w.isInterface
}

type walker struct {
	rules       *Rules
	visit       Visit
	path        Path
	schema      []byte
	isInterface int
	unkeyed     int
}

// descend takes the steps of a path and returns the module that holds behind them.
func (w *walker) descend(path Path) string {
	module := ""
	for _, step := range path {
		module, _ = w.push(step.Module, step.Name, module)
		if len(step.Keys) > 0 {
			rule := w.rules.of(string(w.schema))
			w.path[len(w.path)-1].Keys = rule.nameKeys(step.Keys)
			if rule.isInterface {
				w.isInterface = len(w.path)
			}
		}
	}
	return module
}

// push takes one step; it returns the module that holds now, and how long the schema path was before.
func (w *walker) push(module, name, outer string) (current string, before int) {
	before = len(w.schema)
	w.schema = append(w.schema, '/')
	step := Step{Name: name}
	current = outer
	if module != "" && module != outer {
		w.schema = append(append(w.schema, module...), ':')
		step.Module, current = module, module
	}
	w.schema = append(w.schema, name...)
	w.path = append(w.path, step)
	return current, before
}

func (w *walker) pop(before int) {
	w.schema = w.schema[:before]
	w.path = w.path[:len(w.path)-1]
}

// children visits what stands in an object; keys are those of it as an entry of a list.
func (w *walker) children(v Value, module string, keys []Key) {
	since := discontinuity(v)
	for _, m := range v.Members {
		if isKey(keys, m.Name) && m.Value.isScalar() {
			continue
		}
		if m.Value.Kind == Object || (m.Value.Kind == Array && (len(m.Value.Items) == 0 || m.Value.Items[0].Kind == Object)) {
			w.inner(m, module)
			continue
		}
		_, before := w.push(m.Module, m.Name, module)
		w.leaf(m.Value, since)
		w.pop(before)
	}
}

func (w *walker) leaf(v Value, since time.Time) {
	rule := w.rules.of(string(w.schema))
	if rule.ignored || v.Kind == Null {
		return
	}
	w.visit(&Leaf{
		Path: w.path, Schema: string(w.schema), Value: v, Counter: rule.counter, Unit: rule.unit, Values: rule.values,
		Interface: w.isInterface, Since: since,
	})
}

// inner visits a container, or the entries of a list.
func (w *walker) inner(m Member, outer string) {
	if m.Value.Kind == Object {
		module, before := w.push(m.Module, m.Name, outer)
		rule := w.rules.of(string(w.schema))
		if !rule.isInterface && rule.keys == nil {
			w.children(m.Value, module, nil)
			w.pop(before)
			return
		}
		w.pop(before)
	}
	if len(w.path) == 0 && isContainer(m.Value.Items) {
		m.Value = m.Value.Items[0]
		w.inner(m, outer)
		return
	}
	for _, entry := range listOf(m.Value) {
		w.entry(m, outer, entry, nil)
	}
}

// isContainer knows a container at the root that stands in an array, as draft-ietf-netconf-udp-notif prints it: no leaf is
// in it, so no key.
func isContainer(items []Value) bool {
	if len(items) != 1 || len(items[0].Members) == 0 {
		return false
	}
	for _, m := range items[0].Members {
		if m.Value.Kind != Object && (m.Value.Kind != Array || len(m.Value.Items) == 0 || m.Value.Items[0].Kind != Object) {
			return false
		}
	}
	return true
}

// entry visits one entry of a list, whose keys are in itself unless they are given.
func (w *walker) entry(m Member, outer string, entry Value, keys []Key) {
	module, before := w.push(m.Module, m.Name, outer)
	defer w.pop(before)
	rule := w.rules.of(string(w.schema))
	if keys == nil {
		keys = rule.keysOf(m.Name, entry)
	} else {
		keys = rule.nameKeys(keys)
	}
	if keys == nil {
		w.unkeyed++
		return
	}
	w.path[len(w.path)-1].Keys = keys
	if rule.isInterface && w.isInterface == 0 {
		w.isInterface = len(w.path)
		defer func() { w.isInterface = 0 }()
	}
	w.children(entry, module, keys)
}

func isKey(keys []Key, name string) bool {
	for _, key := range keys {
		if key.Name == name {
			return true
		}
	}
	return false
}

// discontinuity is since when the counters in a container count, in the way of ietf-interfaces (RFC 8343).
func discontinuity(v Value) time.Time {
	text := v.text("discontinuity-time")
	if text == "" {
		return time.Time{}
	}
	at, err := readTime("discontinuity-time", Value{Text: text})
	if err != nil {
		return time.Time{}
	}
	return at
}

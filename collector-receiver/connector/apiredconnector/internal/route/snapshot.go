package route

import (
	"encoding/json"
	"fmt"
	"slices"
)

// snapshotVersion is the version of the stored form; another version is refused and learning starts anew.
const snapshotVersion = 1

type snapshot struct {
	Version int       `json:"version"`
	Spent   int       `json:"spent"`
	Stated  []string  `json:"stated,omitempty"`
	Root    savedNode `json:"root"`
}

type savedNode struct {
	Hits     uint8                `json:"h,omitempty"`
	Terminal bool                 `json:"t,omitempty"`
	Children map[string]savedNode `json:"c,omitempty"`
}

// Save gives what was learned; the same routes give the same bytes.
func (l *Learner) Save() ([]byte, error) {
	s := snapshot{Version: snapshotVersion, Spent: l.spent, Root: save(l.root)}
	for name := range l.stated {
		s.Stated = append(s.Stated, name)
	}
	slices.Sort(s.Stated)
	return json.Marshal(s)
}

func save(n *node) savedNode {
	s := savedNode{Hits: n.hits, Terminal: n.terminal}
	for segment, c := range n.children {
		if s.Children == nil {
			s.Children = make(map[string]savedNode, len(n.children))
		}
		s.Children[segment] = save(c)
	}
	return s
}

// Restore puts back what Save gave; the learner goes on as if nothing had happened. On an error it is as before.
func (l *Learner) Restore(data []byte) error {
	var s snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("stored routes cannot be read: %w", err)
	}
	if s.Version != snapshotVersion {
		return fmt.Errorf("stored routes have version %d, expected %d", s.Version, snapshotVersion)
	}
	root := &node{}
	restore(root, s.Root)
	l.root, l.spent, l.stated = root, s.Spent, make(map[string]*Route, len(s.Stated))
	for _, name := range s.Stated {
		l.stated[name] = l.route(name)
	}
	l.live = len(l.stated) + root.terminals()
	return nil
}

func restore(n *node, s savedNode) {
	n.hits, n.terminal = s.Hits, s.Terminal
	for segment, c := range s.Children {
		restore(n.child(segment), c)
	}
	n.recount()
}

package route

import (
	"fmt"
	"strings"
)

// Seeds are templates that a person has given; they win over what is learned and do not count against the limit.
type Seeds struct{ root seedNode }

type seedNode struct {
	names map[string]*seedNode
	any   *seedNode
	// template ends here; rest takes whatever follows.
	template, rest string
}

// NewSeeds reads templates such as "/users/{id}/orders"; a last segment "{name...}" takes the rest of a path.
func NewSeeds(templates []string) (*Seeds, error) {
	seeds := &Seeds{}
	for _, template := range templates {
		if !strings.HasPrefix(template, "/") {
			return nil, fmt.Errorf("route template %q must begin with \"/\"", template)
		}
		if err := seeds.add(template); err != nil {
			return nil, err
		}
	}
	return seeds, nil
}

func (s *Seeds) add(template string) error {
	at := &s.root
	parts := strings.FieldsFunc(template, func(c rune) bool { return c == '/' })
	if len(parts) > maxDepth {
		return fmt.Errorf("route template %q must have at most %d segments, found %d", template, maxDepth, len(parts))
	}
	for i, part := range parts {
		holder := strings.HasPrefix(part, "{") && strings.HasSuffix(part, "}")
		switch {
		case holder && strings.HasSuffix(part, "...}"):
			if i != len(parts)-1 {
				return fmt.Errorf("route template %q: %q must be the last segment", template, part)
			}
			at.rest = template
			return nil
		case holder:
			if at.any == nil {
				at.any = &seedNode{}
			}
			at = at.any
		case strings.ContainsAny(part, "{}"):
			return fmt.Errorf("route template %q: a placeholder must be a whole segment, found %q", template, part)
		default:
			if at.names == nil {
				at.names = map[string]*seedNode{}
			}
			name := canonical(part)
			if at.names[name] == nil {
				at.names[name] = &seedNode{}
			}
			at = at.names[name]
		}
	}
	at.template = template
	return nil
}

// match gives the template for a path, or "".
func (s *Seeds) match(path *segments) string { return s.root.match(path, 0) }

// match prefers names over placeholders, and placeholders over rests.
func (n *seedNode) match(path *segments, i int) string {
	if i == path.count {
		if n.template != "" && !path.more {
			return n.template
		}
		return n.rest
	}
	if next := n.names[path.at[i]]; next != nil {
		if template := next.match(path, i+1); template != "" {
			return template
		}
	}
	if n.any != nil {
		if template := n.any.match(path, i+1); template != "" {
			return template
		}
	}
	return n.rest
}

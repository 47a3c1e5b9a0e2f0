// Package mqtttopic reads topics by templates such as factory/{site}/{device}/{metric}.
package mqtttopic

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxNameLength bounds what a level may say, in bytes.
const MaxNameLength = 256

// rest marks a name that takes all remaining levels.
const rest = "..."

// Template tells which level of a topic says what.
type Template struct {
	levels []level
	names  []string
	// open: the last level takes all that remain.
	open bool
}

type level struct {
	// text is what the level must be, when name is negative.
	text string
	// name is the index of the name that the level gives a value, skipped when it is anonymous.
	name int
}

const (
	fixed     = -1
	anonymous = -2
)

// Parse reads a template. Levels are text, {name}, + for one that says nothing, and at the end {name...} for all levels
// that remain, joined by dots, or #, which says nothing.
func Parse(text string) (*Template, error) {
	if text == "" {
		return nil, errors.New("expected levels separated by slashes, found nothing")
	}
	t := &Template{}
	parts := strings.Split(text, "/")
	for i, part := range parts {
		last := i == len(parts)-1
		switch {
		case part == "+":
			t.levels = append(t.levels, level{name: anonymous})
		case part == "#":
			if !last {
				return nil, errors.New("# may stand at the end only")
			}
			t.levels = append(t.levels, level{name: anonymous})
			t.open = true
		case strings.HasPrefix(part, "{") && strings.HasSuffix(part, "}"):
			name := part[1 : len(part)-1]
			if before, found := strings.CutSuffix(name, rest); found {
				if !last {
					return nil, fmt.Errorf("{%s} may stand at the end only", name)
				}
				name, t.open = before, true
			}
			if !isAttribute(name) {
				return nil, fmt.Errorf("expected a name of lower-case letters, digits, dots and underscores in braces, found %q", part)
			}
			if slices.Contains(t.names, name) {
				return nil, fmt.Errorf("{%s} stands there twice", name)
			}
			t.levels = append(t.levels, level{name: len(t.names)})
			t.names = append(t.names, name)
		case strings.ContainsAny(part, "{}+#"):
			return nil, fmt.Errorf("expected text or {name} as a whole level, found %q", part)
		default:
			t.levels = append(t.levels, level{text: part, name: fixed})
		}
	}
	return t, nil
}

// Names are those of the template, in the order of the levels.
func (t *Template) Names() []string { return t.names }

// Filter is the topic filter that matches what the template does.
func (t *Template) Filter() string {
	var b strings.Builder
	for i, l := range t.levels {
		if i > 0 {
			b.WriteByte('/')
		}
		switch {
		case t.open && i == len(t.levels)-1:
			b.WriteByte('#')
		case l.name == fixed:
			b.WriteString(l.text)
		default:
			b.WriteByte('+')
		}
	}
	return b.String()
}

// Match returns what the topic says for each of Names; false when it is another kind of topic, or a level says nothing
// usable: is empty, too long, or has control characters.
func (t *Template) Match(topic string) ([]string, bool) {
	values := make([]string, len(t.names))
	for i, l := range t.levels {
		last := i == len(t.levels)-1
		part, after, more := strings.Cut(topic, "/")
		if last && t.open {
			part, more = topic, false
		}
		if more == last {
			return nil, false
		}
		switch {
		case l.name == fixed:
			if part != l.text {
				return nil, false
			}
		case l.name != anonymous:
			if last && t.open {
				part = strings.ReplaceAll(part, "/", ".")
			}
			if !isUsable(part) {
				return nil, false
			}
			values[l.name] = part
		}
		topic = after
	}
	return values, true
}

// Compose is a text with {name} in it, such as {site}/{device}.
type Compose struct {
	parts []string
	// names[i] stands behind parts[i].
	names []int
}

// ParseCompose reads a text; every name in it must be one of names.
func ParseCompose(text string, names []string) (*Compose, error) {
	c := &Compose{}
	for {
		before, after, found := strings.Cut(text, "{")
		c.parts = append(c.parts, before)
		if !found {
			break
		}
		name, behind, closed := strings.Cut(after, "}")
		at := slices.Index(names, name)
		if !closed || at < 0 {
			return nil, fmt.Errorf("expected names of the template in braces (%s), found {%s", strings.Join(names, ", "), after)
		}
		c.names = append(c.names, at)
		text = behind
	}
	return c, nil
}

// Text fills in the values.
func (c *Compose) Text(values []string) string {
	if len(c.names) == 1 && c.parts[0] == "" && c.parts[1] == "" {
		return values[c.names[0]]
	}
	var b strings.Builder
	for i, part := range c.parts {
		b.WriteString(part)
		if i < len(c.names) {
			b.WriteString(values[c.names[i]])
		}
	}
	return b.String()
}

// CheckFilter says what is wrong with a topic filter (MQTT 5, 4.7).
func CheckFilter(filter string) error {
	if filter == "" || len(filter) > 65535 || !utf8.ValidString(filter) || strings.ContainsRune(filter, 0) {
		return errors.New("expected 1 to 65535 bytes of UTF-8 without zeros")
	}
	parts := strings.Split(filter, "/")
	for i, part := range parts {
		if strings.ContainsAny(part, "+#") && len(part) > 1 {
			return fmt.Errorf("+ and # must be whole levels, found %q", part)
		}
		if part == "#" && i < len(parts)-1 {
			return errors.New("# may stand at the end only")
		}
	}
	return nil
}

// Matches says whether a topic is one that a filter asks for; a filter may begin with $share and a group.
func Matches(filter, topic string) bool {
	if after, shared := strings.CutPrefix(filter, "$share/"); shared {
		_, filter, _ = strings.Cut(after, "/")
	}
	if strings.HasPrefix(topic, "$") && !strings.HasPrefix(filter, "$") {
		return false
	}
	for {
		part, filterAfter, filterMore := strings.Cut(filter, "/")
		if part == "#" {
			return true
		}
		name, topicAfter, topicMore := strings.Cut(topic, "/")
		if part != "+" && part != name {
			return false
		}
		if !topicMore {
			return !filterMore || filterAfter == "#"
		}
		if !filterMore {
			return false
		}
		filter, topic = filterAfter, topicAfter
	}
}

func isAttribute(name string) bool {
	if name == "" || len(name) > MaxNameLength || name[0] == '.' || name[len(name)-1] == '.' {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789._") == ""
}

func isUsable(s string) bool {
	return s != "" && len(s) <= MaxNameLength && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

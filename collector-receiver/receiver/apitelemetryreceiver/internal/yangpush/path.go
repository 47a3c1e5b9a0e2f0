package yangpush

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Path names a node of a data tree, from its root.
type Path []Step

// Step is one node of a path.
type Step struct {
	// Module is that of the node, or empty where the parent's holds.
	Module string
	Name   string
	// Keys tell entries of a list apart. Their names are empty where the path has them by place only.
	Keys []Key
}

// Key is the value of one key of a list.
type Key struct {
	Name, Value string
}

const (
	maxPathLength = 4096
	maxPathSteps  = 64
)

// ParsePath reads the target of an edit: a data resource identifier of RFC 8040, section 3.5.3
// ("/m:list=key1,key2/leaf"), or an instance-identifier of RFC 7951 ("/m:list[name='key1']/leaf"), which some nodes send
// in its place. "/" and nothing are the root.
func ParsePath(s string) (Path, error) {
	if len(s) > maxPathLength {
		return nil, fmt.Errorf("expected at most %d bytes, found %d", maxPathLength, len(s))
	}
	if s == "" || s == "/" {
		return Path{}, nil
	}
	if s[0] != '/' {
		return nil, fmt.Errorf("expected a path that begins with a slash, found %.100q", s)
	}
	var path Path
	for rest := s; rest != ""; {
		if len(path) == maxPathSteps {
			return nil, fmt.Errorf("expected at most %d steps", maxPathSteps)
		}
		step, after, err := parseStep(rest[1:])
		if err != nil {
			return nil, err
		}
		path, rest = append(path, step), after
	}
	return path, nil
}

// parseStep reads up to the next slash that stands outside of brackets.
func parseStep(s string) (step Step, rest string, err error) {
	end := strings.IndexAny(s, "/[=")
	if end < 0 {
		end = len(s)
	}
	step.Module, step.Name = splitName(s[:end])
	if step.Name == "" {
		return step, "", errors.New("expected a name between slashes")
	}
	rest = s[end:]
	if strings.HasPrefix(rest, "=") {
		values := rest[1:]
		if end = strings.IndexByte(values, '/'); end >= 0 {
			values, rest = values[:end], values[end:]
		} else {
			rest = ""
		}
		for _, value := range strings.Split(values, ",") {
			plain, err := url.PathUnescape(value)
			if err != nil {
				return step, "", fmt.Errorf("key of %s: %w", step.Name, err)
			}
			step.Keys = append(step.Keys, Key{Value: plain})
		}
		return step, rest, nil
	}
	for strings.HasPrefix(rest, "[") {
		key, after, err := parsePredicate(rest[1:])
		if err != nil {
			return step, "", fmt.Errorf("key of %s: %w", step.Name, err)
		}
		step.Keys, rest = append(step.Keys, key), after
	}
	if rest != "" && rest[0] != '/' {
		return step, "", fmt.Errorf("expected a slash behind %s", step.Name)
	}
	return step, rest, nil
}

// parsePredicate reads "name='value']".
func parsePredicate(s string) (key Key, rest string, err error) {
	name, after, ok := strings.Cut(s, "=")
	if !ok || after == "" || (after[0] != '\'' && after[0] != '"') {
		return key, "", errors.New("expected name='value'")
	}
	value, rest, ok := strings.Cut(after[1:], after[:1])
	if !ok || !strings.HasPrefix(rest, "]") {
		return key, "", errors.New("expected a quote and a bracket behind the value")
	}
	_, local := splitName(strings.TrimSpace(name))
	return Key{Name: local, Value: value}, rest[1:], nil
}

// String writes the path as an instance-identifier.
func (p Path) String() string {
	if len(p) == 0 {
		return "/"
	}
	var out strings.Builder
	for _, step := range p {
		out.WriteByte('/')
		if step.Module != "" {
			out.WriteString(step.Module)
			out.WriteByte(':')
		}
		out.WriteString(step.Name)
		for _, key := range step.Keys {
			quote := "'"
			if strings.Contains(key.Value, quote) {
				quote = `"`
			}
			out.WriteString("[" + key.Name + "=" + quote + key.Value + quote + "]")
		}
	}
	return out.String()
}

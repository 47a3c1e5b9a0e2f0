package yangpush

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Pattern names nodes of a schema by their path without keys: "/ietf-interfaces:interfaces/interface/statistics/*".
// In a step, * stands for any characters; a step ** stands for any number of steps. The module stands before a name
// where it is another one than the parent's, as in RFC 7951.
type Pattern struct{ steps []string }

// ParsePattern reads a pattern.
func ParsePattern(s string) (Pattern, error) {
	if len(s) > maxPathLength || !strings.HasPrefix(s, "/") || s == "/" {
		return Pattern{}, fmt.Errorf("expected a path such as /ietf-interfaces:interfaces/interface/statistics/*, found %.100q", s)
	}
	steps := strings.Split(s[1:], "/")
	for _, step := range steps {
		if step == "" {
			return Pattern{}, errors.New("expected a name between slashes")
		}
		if _, err := path.Match(step, ""); err != nil {
			return Pattern{}, fmt.Errorf("step %.100q: %w", step, err)
		}
	}
	return Pattern{steps: steps}, nil
}

// Match says whether the pattern names a schema path, given as its steps.
func (p Pattern) Match(steps []string) bool { return matchSteps(p.steps, steps) }

func matchSteps(pattern, steps []string) bool {
	for len(pattern) > 0 {
		if pattern[0] == "**" {
			for skip := 0; skip <= len(steps); skip++ {
				if matchSteps(pattern[1:], steps[skip:]) {
					return true
				}
			}
			return false
		}
		if len(steps) == 0 {
			return false
		}
		if ok, _ := path.Match(pattern[0], steps[0]); !ok {
			return false
		}
		pattern, steps = pattern[1:], steps[1:]
	}
	return len(steps) == 0
}

// maxAlternatives bounds what braces multiply to.
const maxAlternatives = 64

// ParsePatterns reads a pattern in which {a,b} stands for a or b.
func ParsePatterns(s string) ([]Pattern, error) {
	texts, err := expand(s, nil)
	if err != nil {
		return nil, err
	}
	patterns := make([]Pattern, 0, len(texts))
	for _, text := range texts {
		p, err := ParsePattern(text)
		if err != nil {
			return nil, err
		}
		patterns = append(patterns, p)
	}
	return patterns, nil
}

// expand adds to found what a text with braces stands for.
func expand(s string, found []string) ([]string, error) {
	head, rest, ok := strings.Cut(s, "{")
	if !ok {
		if len(found) == maxAlternatives {
			return nil, fmt.Errorf("expected at most %d alternatives, found more in %.100q", maxAlternatives, s)
		}
		return append(found, s), nil
	}
	choice, tail, ok := strings.Cut(rest, "}")
	if !ok {
		return nil, fmt.Errorf("expected a closing brace, found %.100q", s)
	}
	var err error
	for _, one := range strings.Split(choice, ",") {
		if found, err = expand(head+one+tail, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

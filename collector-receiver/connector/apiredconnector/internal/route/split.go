package route

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxDepth is the number of segments that a route can have; what lies deeper is "{...}".
	maxDepth = 12
	// maxTarget is the number of bytes of a target that are looked at.
	maxTarget = 2048
)

// segments are the canonical segments of a path.
type segments struct {
	at    [maxDepth]string
	count int
	// more says that the path went on beyond maxDepth or maxTarget.
	more bool
}

// split cuts a path, which begins with '/', into canonical segments. Query and fragment go, empty segments (double and
// trailing slashes) go, dot segments are resolved (RFC 3986, 5.2.4).
func split(path string, s *segments) {
	s.count, s.more = 0, false
	if len(path) > maxTarget {
		path, _, _ = strings.Cut(path, "#")
		path, _, _ = strings.Cut(path, "?")
	}
	if len(path) > maxTarget {
		s.more = true
		path = path[:strings.LastIndexByte(path[:maxTarget], '/')+1]
	}
	start, plain := 0, true
	for i := 0; i < len(path); i++ {
		c := path[i]
		switch {
		case c < utf8.RuneSelf && pchar[c]:
			continue
		case c == '/':
		case c == '?' || c == '#':
			s.push(path[start:i], plain)
			return
		default:
			plain = false
			continue
		}
		if !s.push(path[start:i], plain) {
			return
		}
		start, plain = i+1, true
	}
	s.push(path[start:], plain)
}

// push adds a segment, and says whether there may be more.
func (s *segments) push(segment string, plain bool) bool {
	if !plain {
		segment = canonical(segment)
	}
	switch segment {
	case "", ".":
	case "..":
		s.count = max(0, s.count-1)
	default:
		if s.count == maxDepth {
			s.more = true
			return false
		}
		s.at[s.count] = segment
		s.count++
	}
	return true
}

// pathOf finds the path in a request target (RFC 9112, 3.2): origin form as it is, absolute form without scheme and
// authority. false says that there is none: what a scanner or a TLS client on a plain port sent.
func pathOf(target string) (string, bool) {
	if target[0] == '/' {
		return target, true
	}
	if scheme := strings.Index(target, "://"); scheme > 0 && isWord(target[:scheme]) {
		rest := target[scheme+3:]
		if slash := strings.IndexAny(rest, "/?#"); slash >= 0 && rest[slash] == '/' {
			return rest[slash:], true
		}
		return "/", true
	}
	return target, isPlain(target[:1]) && target[0] != '-' && isPlain(strings.ReplaceAll(target, "/", ""))
}

func isWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c|0x20-'a' >= 26 && c-'0' >= 10 {
			return false
		}
	}
	return true
}

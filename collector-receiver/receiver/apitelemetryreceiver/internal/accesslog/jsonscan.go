package accesslog

import (
	"strings"
	"unsafe"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/jsontext"
)

// maxJSONDepth bounds the nesting that is read.
const maxJSONDepth = 64

// jsonScanner walks through JSON text (RFC 8259) without building values. Strings come out as substrings unless they
// hold escapes. It checks structure, not every rule of numbers: a record with an odd number is still a record.
type jsonScanner struct {
	text string
	at   int
	// scratch takes strings that held escapes; they last until it is used again. Without it each is a string of its own.
	scratch *[]byte
}

func (j *jsonScanner) space() {
	for j.at < len(j.text) {
		switch j.text[j.at] {
		case ' ', '\t', '\n', '\r':
			j.at++
		default:
			return
		}
	}
}

// take moves over c when it is next, after white space.
func (j *jsonScanner) take(c byte) bool {
	if j.at < len(j.text) && j.text[j.at] == c {
		j.at++
		return true
	}
	j.space()
	if j.at < len(j.text) && j.text[j.at] == c {
		j.at++
		return true
	}
	return false
}

// peek returns the next byte after white space, 0 at the end.
func (j *jsonScanner) peek() byte {
	j.space()
	if j.at < len(j.text) {
		return j.text[j.at]
	}
	return 0
}

// rawString moves over a string and returns what stands between its quotes and whether it holds escapes.
func (j *jsonScanner) rawString() (raw string, escaped, ok bool) {
	if !j.take('"') {
		return "", false, false
	}
	start := j.at
	quote := -1 // the next quote, escaped or not; looked for again only once the scan is past it
	for j.at < len(j.text) {
		if quote < j.at {
			i := strings.IndexByte(j.text[j.at:], '"')
			if i < 0 {
				return "", false, false
			}
			quote = j.at + i
		}
		b := strings.IndexByte(j.text[j.at:quote], '\\')
		if b < 0 {
			j.at = quote + 1
			return j.text[start:quote], escaped, true
		}
		escaped = true
		j.at += b + 2
	}
	return "", false, false
}

// str moves over a string and returns its value.
func (j *jsonScanner) str() (string, bool) {
	raw, escaped, ok := j.rawString()
	if !ok || !escaped {
		return raw, ok
	}
	if j.scratch == nil {
		out, ok := jsontext.AppendUnescaped(make([]byte, 0, len(raw)), raw)
		return asString(out), ok
	}
	start := len(*j.scratch)
	out, ok := jsontext.AppendUnescaped(*j.scratch, raw)
	*j.scratch = out
	return asString(out[start:]), ok
}

// asString is b, which nobody writes to for as long as the string is in use.
func asString(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b)) //nolint:gosec // saves a copy of each message
}

// pass moves over a string that nobody wants to know.
func (j *jsonScanner) pass() bool {
	start := j.at + 1
	for at := start; ; {
		i := strings.IndexByte(j.text[at:], '"')
		if i < 0 {
			return false
		}
		quote := at + i
		at = quote + 1
		// An escaped quote has an odd number of backslashes in front of it.
		backslashes := 0
		for k := quote - 1; k >= start && j.text[k] == '\\'; k-- {
			backslashes++
		}
		if backslashes%2 == 0 {
			j.at = at
			return true
		}
	}
}

// jump moves over an object or array that nobody wants to know about: it sees only where strings and brackets end.
func (j *jsonScanner) jump() bool {
	open := 0
	for j.at < len(j.text) {
		switch j.text[j.at] {
		case '"':
			if !j.pass() {
				return false
			}
			continue
		case '{', '[':
			open++
		case '}', ']':
			if open--; open == 0 {
				j.at++
				return true
			}
		}
		j.at++
	}
	return false
}

// scalar moves over a number, true, false or null and returns its text.
func (j *jsonScanner) scalar() (string, bool) {
	j.space()
	start := j.at
	for j.at < len(j.text) {
		c := j.text[j.at]
		if c-'0' > 9 && c-'a' >= 26 && c-'A' >= 26 && c != '.' && c != '-' && c != '+' {
			break
		}
		j.at++
	}
	return j.text[start:j.at], j.at > start
}

// skip moves over one value of any kind.
func (j *jsonScanner) skip(depth int) bool {
	switch j.peek() {
	case '"':
		return j.pass()
	case '{':
		return depth < maxJSONDepth && j.object(func(string) bool { return j.skip(depth + 1) })
	case '[':
		return depth < maxJSONDepth && j.array(func() bool { return j.skip(depth + 1) })
	case 0:
		return false
	}
	_, ok := j.scalar()
	return ok
}

// object moves over an object and calls member at the value of each key; member must move over it.
func (j *jsonScanner) object(member func(key string) bool) bool {
	if !j.take('{') {
		return false
	}
	if j.take('}') {
		return true
	}
	for {
		key, ok := j.str()
		if !ok || !j.take(':') || !member(key) {
			return false
		}
		if j.take('}') {
			return true
		}
		if !j.take(',') {
			return false
		}
	}
}

// array moves over an array and calls element at each value; element must move over it.
func (j *jsonScanner) array(element func() bool) bool {
	if !j.take('[') {
		return false
	}
	if j.take(']') {
		return true
	}
	for {
		if !element() {
			return false
		}
		if j.take(']') {
			return true
		}
		if !j.take(',') {
			return false
		}
	}
}

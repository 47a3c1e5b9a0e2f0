// Package syslog reads the headers of syslog messages, RFC 5424 and RFC 3164, told apart message by message. It is pure:
// the time of reception is an argument. What the message says stays text for others to read.
package syslog

import "strings"

// Message is one syslog message without its header. Empty strings mean that the header does not say, or says `-`.
type Message struct {
	// Priority is facility*8 + severity, -1 when the message has none.
	Priority int
	// Time in Unix nanoseconds, 0 when the header has none.
	Time int64
	// Hostname of the sender.
	Hostname string
	// AppName is RFC 5424's APP-NAME or RFC 3164's TAG without its process id.
	AppName string
	// Text is what was said.
	Text string
}

// byteOrderMark opens the MSG part of RFC 5424 when it is UTF-8.
const byteOrderMark = "\ufeff"

// cutPriority reads `<34>` (0 to 191) at the beginning of s.
func cutPriority(s string) (priority int, rest string, ok bool) {
	if len(s) < 3 || s[0] != '<' {
		return -1, s, false
	}
	end := strings.IndexByte(s[:min(len(s), 5)], '>')
	if end < 2 {
		return -1, s, false
	}
	for _, c := range []byte(s[1:end]) {
		if c < '0' || c > '9' {
			return -1, s, false
		}
		priority = max(priority, 0)*10 + int(c-'0')
	}
	if priority > 191 {
		return -1, s, false
	}
	return priority, s[end+1:], true
}

// word cuts the next space-separated field; RFC 5424's NILVALUE `-` becomes empty.
func word(s string) (value, rest string, ok bool) {
	value, rest, ok = strings.Cut(s, " ")
	if value == "-" {
		value = ""
	}
	return value, rest, ok
}

package syslog

import (
	"strings"
	"time"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
)

// Parse reads one datagram. It never refuses: what has no header is text as a whole. Times without a year (RFC 3164) get
// the year that brings them nearest to received; times without a zone are read in loc, nil is UTC.
func Parse(datagram string, received time.Time, loc *time.Location) Message {
	datagram = strings.TrimRight(datagram, "\r\n\x00")
	m := Message{Priority: -1}
	priority, rest, ok := cutPriority(datagram)
	if ok {
		m.Priority = priority
		if body, found := strings.CutPrefix(rest, "1 "); found && m.parse5424(body, loc) {
			return m
		}
	}
	m.parse3164(rest, received, loc)
	return m
}

// parse5424 reads `TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]` (RFC 5424 section 6).
func (m *Message) parse5424(s string, loc *time.Location) bool {
	stamp, s, ok1 := word(s)
	host, s, ok2 := word(s)
	app, s, ok3 := word(s)
	_, s, ok4 := word(s) // PROCID
	_, s, ok5 := word(s) // MSGID
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return false
	}
	var at int64
	if stamp != "" {
		t, ok := accesslog.ParseTime(stamp, loc)
		if !ok {
			return false
		}
		at = t
	}
	text, ok := skipStructuredData(s)
	if !ok {
		return false
	}
	m.Time, m.Hostname, m.AppName = at, host, app
	m.Text = strings.TrimPrefix(strings.TrimPrefix(text, " "), byteOrderMark)
	return true
}

// skipStructuredData moves over `-` or `[id name="value" …]…`, where \" \\ and \] are escapes inside values
// (RFC 5424 section 6.3).
func skipStructuredData(s string) (rest string, ok bool) {
	if s == "-" || strings.HasPrefix(s, "- ") {
		return s[1:], true
	}
	if !strings.HasPrefix(s, "[") {
		return "", false
	}
	inValue := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case inValue && c == '\\':
			i++
		case c == '"':
			inValue = !inValue
		case c == ']' && !inValue:
			if i+1 == len(s) || s[i+1] == ' ' {
				return s[i+1:], true
			}
			if s[i+1] != '[' {
				return "", false
			}
		}
	}
	return "", false
}

// parse3164 reads `Mmm dd hh:mm:ss [HOSTNAME] TAG[pid]: text` (RFC 3164 section 4) and the habits of those who write
// it: no host name (nginx can be told so, many C libraries do it), or an ISO 8601 time (rsyslog, HAProxy).
func (m *Message) parse3164(s string, received time.Time, loc *time.Location) {
	rest, ok := m.cutStamp(s, received, loc)
	if !ok {
		m.Text = s
		return
	}
	if app, text, found := cutTag(rest); found {
		m.AppName, m.Text = app, text
		return
	}
	host, afterHost, found := word(rest)
	if !found {
		m.Text = rest
		return
	}
	if app, text, found := cutTag(afterHost); found {
		m.Hostname, m.AppName, m.Text = host, app, text
		return
	}
	m.Text = rest
}

func (m *Message) cutStamp(s string, received time.Time, loc *time.Location) (rest string, ok bool) {
	if len(s) >= 16 && s[15] == ' ' {
		if stamp, err := time.Parse(time.Stamp, s[:15]); err == nil {
			m.Time = nearestYear(stamp, received, loc)
			return s[16:], true
		}
	}
	stamp, rest, found := word(s)
	if !found || stamp == "" || len(stamp) < len("2006-01-02T15:04:05") {
		return "", false
	}
	m.Time, ok = accesslog.ParseTime(stamp, loc)
	return rest, ok
}

// nearestYear gives a time without a year the year that brings it nearest to received. 29 February exists only in some.
func nearestYear(stamp, received time.Time, loc *time.Location) int64 {
	if loc == nil {
		loc = time.UTC
	}
	var best time.Time
	for year := received.Year() - 1; year <= received.Year()+1; year++ {
		t := time.Date(year, stamp.Month(), stamp.Day(), stamp.Hour(), stamp.Minute(), stamp.Second(), 0, loc)
		if t.Day() == stamp.Day() && (best.IsZero() || received.Sub(t).Abs() < received.Sub(best).Abs()) {
			best = t
		}
	}
	if best.IsZero() { // 29 February, and none of the three years has one
		return 0
	}
	return best.UnixNano()
}

// maxTag is generous: RFC 3164 says 32 characters, container names are longer.
const maxTag = 128

// cutTag reads `nginx: `, `haproxy[14389]: ` and the like.
func cutTag(s string) (app, text string, ok bool) {
	for i := 0; i < len(s) && i <= maxTag; i++ {
		switch c := s[i]; c {
		case ':', '[':
			if i == 0 {
				return "", "", false
			}
			app, s = s[:i], s[i:]
			if c == '[' {
				end := strings.IndexByte(s[:min(len(s), maxTag)], ']')
				if end < 0 {
					return "", "", false
				}
				s = s[end+1:]
			}
			if s, ok = strings.CutPrefix(s, ":"); !ok {
				return "", "", false
			}
			// "10:05" is no tag: what follows a tag is a space or nothing.
			if s != "" && s[0] != ' ' {
				return "", "", false
			}
			return app, strings.TrimPrefix(s, " "), true
		case ' ':
			return "", "", false
		}
	}
	return "", "", false
}

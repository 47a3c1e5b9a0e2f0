package accesslog

import (
	"strings"
	"time"
)

// maxTrailingFields bounds how many fields behind the user agent are looked at.
const maxTrailingFields = 32

// parseTrailing looks for the duration behind the known fields. In order of trust: a named one (`rt=0.004`,
// `request_time=…`), one with its unit (`12ms`), the first number with a decimal point, and a whole number when it is
// the only one: Apache's `%I %O` puts two byte counts there. Of other fields it keeps those that are named or cannot be
// mistaken: the backend's time, the trace.
func parseTrailing(rest string, o *Options, r *Record) bool {
	var suffixed, decimal, whole string
	wholes := 0
	for n := 0; n < maxTrailingFields; n++ {
		token, name, next, ok := trailingField(rest)
		if !ok {
			break
		}
		rest = next
		switch {
		case name != "":
			r.setNamed(name, token, o)
		case token == "" || !isDigit(token[0]):
		case len(token) == traceParentLength && r.setTraceParent(token):
		case token[len(token)-1] == 's':
			if suffixed == "" {
				suffixed = token
			}
		case strings.IndexByte(token, '.') >= 0:
			if decimal == "" {
				decimal = token
			}
		default:
			wholes++
			whole = token
		}
	}
	if r.HasDuration {
		return true
	}
	for _, candidate := range [...]string{suffixed, decimal} {
		if candidate != "" && r.setDuration(candidate, o) {
			return true
		}
	}
	if whole != "" && (wholes == 1 || o.DurationUnit != UnitAuto) && r.setDuration(whole, o) {
		return true
	}
	if r.HasUpstream {
		r.Duration, r.HasDuration = r.Upstream, true
	}
	return true
}

// traceParentLength is that of W3C's header in its first version.
const traceParentLength = 55

// setNamed keeps a trailing field that has a name.
func (r *Record) setNamed(name, value string, o *Options) {
	switch name {
	case "rt", "request_time", "request-time", "duration", "time", "total_time":
		if !r.HasDuration {
			r.setDuration(value, o)
		}
	case "urt", "upstream_response_time":
		r.setUpstream(value, UnitSecond)
	case "traceparent":
		r.setTraceParent(value)
	case "trace_id", "traceid", "trace":
		r.setTrace(value)
	case "span_id", "spanid":
		r.setSpan(value)
	}
}

// setUpstream reads the time of the backend. nginx writes one for each server that was tried, `0.004, 0.010 : 0.001`:
// their sum counts.
func (r *Record) setUpstream(s string, whole Unit) bool {
	var total time.Duration
	for known := false; ; {
		end := strings.IndexAny(s, ",: ")
		part := s
		if end >= 0 {
			part, s = s[:end], s[end+1:]
		}
		if d, ok := parseDuration(part, UnitSecond, whole); ok {
			total += d
			known = true
		} else if part != "" && part != "-" {
			return false
		}
		if end < 0 {
			if known && total <= maxDuration {
				r.Upstream, r.HasUpstream = total, true
			}
			return r.HasUpstream
		}
	}
}

// setDuration reads a duration; unless the options name a unit, whole numbers are microseconds (Apache's %D) and others
// seconds.
func (r *Record) setDuration(s string, o *Options) bool {
	decimal, whole := UnitSecond, UnitMicrosecond
	if o.DurationUnit != UnitAuto {
		decimal, whole = o.DurationUnit, o.DurationUnit
	}
	d, ok := parseDuration(s, decimal, whole)
	if ok {
		r.Duration, r.HasDuration = d, true
	}
	return ok
}

// setMilliseconds reads a whole number of milliseconds whatever the options say: the format fixes the unit.
func (r *Record) setMilliseconds(s string) {
	if d, ok := scaled(s, UnitMillisecond); ok {
		r.Duration, r.HasDuration = time.Duration(d), true
	}
}

// trailingField cuts one field: bare, quoted, or name=value with a bare or quoted value.
func trailingField(s string) (token, name, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t")
	if s == "" {
		return "", "", "", false
	}
	if s[0] == '"' {
		token, rest, ok = quoted(s)
		return token, "", rest, ok
	}
	end := strings.IndexByte(s, ' ')
	if end < 0 {
		end = len(s)
	}
	token, rest = s[:end], s[end:]
	if i := strings.IndexByte(token, '='); i > 0 {
		name = token[:i]
		token = token[i+1:]
		if strings.HasPrefix(token, `"`) {
			token, rest, ok = quoted(s[i+1:])
			return token, name, rest, ok
		}
	}
	return token, name, rest, true
}

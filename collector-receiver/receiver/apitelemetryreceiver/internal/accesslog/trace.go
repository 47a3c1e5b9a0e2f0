package accesslog

import "strings"

// setTraceParent takes trace and span from W3C's header, `00-<trace>-<span>-<flags>` (W3C Trace Context, section 3.2).
func (r *Record) setTraceParent(s string) bool {
	if len(s) < 55 || s[2] != '-' || s[35] != '-' || s[52] != '-' {
		return false
	}
	var trace [16]byte
	var span [8]byte
	if !hexID(trace[:], s[3:35]) || !hexID(span[:], s[36:52]) {
		return false
	}
	r.TraceID, r.SpanID = trace, span
	return true
}

// setTrace reads the ways in which logs write the id of a trace: 32 hex digits, or 16 of the older 64-bit ids, behind
// `projects/…/traces/` (Google), with or without a span behind (`trace/span`, B3's `trace-span-…`), a whole traceparent,
// and AWS X-Ray's `Root=1-5e1b4151-5ac6c58f8d8daa8e2f9b2b1a`, whose two parts make one id (AWS X-Ray Developer Guide).
func (r *Record) setTrace(s string) bool {
	if r.setTraceParent(s) {
		return true
	}
	if i := strings.Index(s, "Root="); i >= 0 {
		s = s[i+len("Root="):]
	}
	if strings.HasPrefix(s, "1-") && len(s) >= 35 && s[10] == '-' {
		var trace [16]byte
		if hexID(trace[:4], s[2:10]) && hexID(trace[4:], s[11:35]) {
			r.TraceID = trace
			return true
		}
		return false
	}
	if i := strings.Index(s, "/traces/"); i >= 0 {
		s = s[i+len("/traces/"):]
	}
	if end := strings.IndexAny(s, "-/;"); end >= 0 {
		s = s[:end]
	}
	var trace [16]byte
	switch len(s) {
	case 32:
		if !hexID(trace[:], s) {
			return false
		}
	case 16:
		if !hexID(trace[8:], s) {
			return false
		}
	default:
		return false
	}
	r.TraceID = trace
	return true
}

// setSpan reads 16 hex digits.
func (r *Record) setSpan(s string) bool {
	var span [8]byte
	if len(s) != 16 || !hexID(span[:], s) {
		return false
	}
	r.SpanID = span
	return true
}

// hexID reads twice as many hex digits as out has bytes; an id of zeros is none.
func hexID(out []byte, s string) bool {
	if len(s) != 2*len(out) {
		return false
	}
	set := byte(0)
	for i := range out {
		high, ok1 := hexDigit(s[2*i])
		low, ok2 := hexDigit(s[2*i+1])
		if !ok1 || !ok2 {
			return false
		}
		out[i] = high<<4 | low
		set |= out[i]
	}
	return set != 0
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case c|0x20-'a' < 6:
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

// isUUID knows the 36 characters of RFC 9562.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return false
			}
			continue
		}
		if _, ok := hexDigit(s[i]); !ok {
			return false
		}
	}
	return true
}

package accesslog

import "strings"

// parseEnvoy reads Envoy's default text format and Istio's, which has three fields more
// (Envoy, "Access logging: default format string"; Istio, "Envoy access logs").
func parseEnvoy(line string, o *Options, r *Record) bool {
	if line == "" || line[0] != '[' {
		return false
	}
	open, after, t, ok := bracketedTime(line, o)
	if !ok || open != 0 || !strings.HasPrefix(line[after:], ` "`) {
		return false
	}
	request, rest, ok := quoted(line[after+1:])
	if !ok {
		return false
	}
	status, rest, ok := field(rest)
	if !ok || !r.setStatus(status) {
		return false
	}
	if _, rest, ok = field(rest); !ok { // response flags
		return false
	}
	received, rest, ok := field(rest)
	if !ok {
		return false
	}
	if !isDigit(received[0]) { // Istio: that was the response code details; two more fields before the sizes
		for range 2 {
			if _, _, rest, ok = trailingField(rest); !ok {
				return false
			}
		}
		if _, rest, ok = field(rest); !ok {
			return false
		}
	}
	if _, rest, ok = field(rest); !ok { // bytes sent
		return false
	}
	duration, rest, ok := field(rest)
	if !ok || (duration != "-" && !isDigit(duration[0])) {
		return false
	}
	r.Time = t
	r.setRequestLine(request)
	r.setMilliseconds(duration)
	r.setEnvoyHeaders(rest)
	return true
}

// setEnvoyHeaders reads `upstream-time "x-forwarded-for" "user-agent" "request-id" "authority" "upstream host"` and
// Istio's `cluster`; the line is good without them too.
func (r *Record) setEnvoyHeaders(rest string) {
	if upstream, next, ok := field(rest); ok {
		r.setUpstream(upstream, UnitMillisecond)
		rest = next
	}
	for i := range 6 {
		token, _, next, ok := trailingField(rest)
		if !ok {
			return
		}
		rest = next
		if token == "-" {
			continue
		}
		switch i {
		case 0:
			r.ClientAddress = firstAddress(token)
		case 1:
			r.UserAgent = token
		case 3:
			r.Host = stripPort(token)
		case 5:
			r.Backend = token
		}
	}
}

package accesslog

import "strings"

// parseHAProxy reads HAProxy's `option httplog` (HAProxy Configuration Manual, section 8.2.3), bare or behind a syslog
// header, and `option httpslog`, which adds fields at the end. The duration is the fifth timer: Ta, in older versions Tt.
func parseHAProxy(line string, o *Options, r *Record) bool {
	open, after, t, ok := bracketedTime(line, o)
	if !ok {
		return false
	}
	client := strings.TrimRight(line[:open], " ")
	client = client[strings.LastIndexByte(client, ' ')+1:]
	if strings.IndexByte(client, ':') < 0 {
		return false
	}
	frontend, rest, ok := field(line[after:])
	if !ok || frontend[0] == '"' {
		return false
	}
	backend, rest, ok := field(rest)
	if !ok {
		return false
	}
	slash := strings.IndexByte(backend, '/')
	if slash < 0 {
		return false
	}
	timers, rest, ok := field(rest)
	if !ok || strings.Count(timers, "/") != 4 {
		return false
	}
	status, rest, ok := field(rest)
	if !ok || !r.setStatus(status) {
		return false
	}
	request := strings.IndexByte(rest, '"')
	if request < 0 {
		return false
	}
	r.Time = t
	r.ClientAddress = clientWithoutPort(client)
	r.Backend = backend[:slash]
	last := strings.LastIndexByte(timers, '/')
	r.setMilliseconds(strings.TrimPrefix(timers[last+1:], "+"))
	r.setUpstream(timers[strings.LastIndexByte(timers[:last], '/')+1:last], UnitMillisecond)
	// HAProxy cuts long lines, so the closing quote may be missing.
	content, _, ok := quoted(rest[request:])
	if !ok {
		content = rest[request+1:]
	}
	r.setRequestLine(content)
	return true
}

// clientWithoutPort cuts the port behind the last colon: HAProxy writes IPv6 addresses without brackets.
func clientWithoutPort(s string) string {
	return strings.Trim(s[:strings.LastIndexByte(s, ':')], "[]")
}

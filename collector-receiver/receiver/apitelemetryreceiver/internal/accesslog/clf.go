package accesslog

import "strings"

// parseCommon reads the Common Log Format, `host ident user [time] "request" status bytes`, with or without a virtual
// host in front and a duration behind (Apache's common and vhost_common, %D; Apache HTTP Server, mod_log_config).
func parseCommon(line string, o *Options, r *Record) bool {
	rest, ok := parseCLFCore(line, o, r)
	if !ok || strings.HasPrefix(rest, ` "`) || isRequestID(rest) {
		return false
	}
	return parseTrailing(rest, o, r)
}

// parseCombined reads the common format with `"referer" "user agent"` behind it: nginx's predefined `combined`, Apache's
// combined and vhost_combined, Traefik's text format; with or without further fields, of which the duration is kept. A line
// that was cut behind the size, as real logs have them, still counts as the request that it is.
func parseCombined(line string, o *Options, r *Record) bool {
	rest, ok := parseCLFCore(line, o, r)
	if !ok || !strings.HasPrefix(rest, ` "`) {
		return false
	}
	if _, rest, ok = quoted(rest[1:]); !ok {
		return true
	}
	if strings.HasPrefix(rest, ` "`) {
		userAgent, behind, whole := quoted(rest[1:])
		if !whole {
			userAgent = rest[2:]
		}
		if userAgent != "-" {
			r.UserAgent = userAgent
		}
		rest = behind
	}
	r.setTraefikRouter(rest)
	return parseTrailing(rest, o, r)
}

// setTraefikRouter knows what Traefik has behind the user agent: `count "router" "server" 12ms`.
func (r *Record) setTraefikRouter(rest string) {
	if !strings.HasSuffix(rest, "ms") {
		return
	}
	count, rest, ok := field(rest)
	if _, whole := digits(count); !ok || !whole || !strings.HasPrefix(rest, ` "`) {
		return
	}
	router, rest, ok := quoted(rest[1:])
	if ok && strings.HasPrefix(rest, ` "`) && router != "-" {
		r.Backend = router
	}
}

// parseCLFCore reads up to and including the size and returns what follows.
func parseCLFCore(line string, o *Options, r *Record) (rest string, ok bool) {
	open, after, t, ok := bracketedTime(line, o)
	if !ok || !strings.HasPrefix(line[after:], ` "`) || !r.setClient(line[:open]) {
		return "", false
	}
	r.Time = t
	request, rest, ok := quoted(line[after+1:])
	if !ok {
		return "", false
	}
	r.setRequestLine(request)
	status, rest, ok := field(rest)
	if !ok || !r.setStatus(status) {
		return "", false
	}
	size, rest, ok := field(rest)
	if !ok || (size != "-" && !isDigit(size[0])) {
		return "", false
	}
	return rest, true
}

// bracketedTime finds the first `[time]`. Addresses may have brackets too, so it looks further where none fits.
func bracketedTime(line string, o *Options) (open, after int, t int64, ok bool) {
	for from := 0; ; from = open + 1 {
		open = strings.IndexByte(line[from:], '[')
		if open < 0 {
			return 0, 0, 0, false
		}
		open += from
		t, n, found := clockTime(line[open+1:], o.Location)
		if after = open + 1 + n; found && after < len(line) && line[after] == ']' {
			return open, after + 1, t, true
		}
	}
}

// setClient reads `host ident user `, `vhost host ident user ` or a list of forwarded addresses in place of the host.
// The user may hold spaces, so the ident, which is `-` nearly everywhere, tells where the virtual host ends.
func (r *Record) setClient(prefix string) bool {
	first, rest, ok := field(prefix)
	if !ok {
		return false
	}
	r.ClientAddress = firstAddress(first)
	for strings.HasSuffix(first, ",") {
		if first, rest, ok = field(rest); !ok {
			return false
		}
	}
	second, rest, ok := field(rest)
	if !ok {
		return false
	}
	third, rest, ok := field(rest)
	if !ok {
		return false
	}
	if second != "-" && (third == "-" || strings.TrimSpace(rest) != "") {
		r.Host = firstAddress(first)
		r.ClientAddress = firstAddress(second)
	}
	return true
}

// field cuts the next space-separated field.
func field(s string) (token, rest string, ok bool) {
	for s != "" && s[0] == ' ' {
		s = s[1:]
	}
	if s == "" {
		return "", "", false
	}
	if i := strings.IndexByte(s, ' '); i >= 0 {
		return s[:i], s[i:], true
	}
	return s, "", true
}

// quoted cuts a string in double quotes at the beginning of s. A backslash guards the character behind it; escapes stay
// as they stand, so that what comes out is always what stood in the log.
func quoted(s string) (content, rest string, ok bool) {
	for i := 1; i < len(s); {
		j := strings.IndexByte(s[i:], '"')
		if j < 0 {
			return "", "", false
		}
		i += j
		backslashes := 0
		for s[i-1-backslashes] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return s[1:i], s[i+1:], true
		}
		i++
	}
	return "", "", false
}

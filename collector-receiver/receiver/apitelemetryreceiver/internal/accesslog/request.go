package accesslog

import "strings"

// maxMethodLength bounds what passes for a method; longer first words are garbage.
const maxMethodLength = 32

// setRequestLine reads `GET /path?query HTTP/1.1`. A request that the server could not read either (`-`, TLS bytes on a
// plain port, `<BADREQ>`) leaves method and path empty: the line still says when, what status and how long.
func (r *Record) setRequestLine(s string) {
	space := strings.IndexByte(s, ' ')
	if space < 0 || !isMethod(s[:space]) {
		return
	}
	r.Method = s[:space]
	target := s[space+1:]
	if i := strings.LastIndex(target, " HTTP/"); i >= 0 {
		r.ProtocolVersion = target[i+len(" HTTP/"):]
		target = target[:i]
	}
	r.setTarget(target)
}

// setTarget reads a request target in origin form (`/path?query`), absolute form (`http://host/path`), authority form
// (CONNECT) or `*` (RFC 9112 section 3.2).
func (r *Record) setTarget(target string) {
	if target == "" {
		return
	}
	if target[0] != '/' && target[0] != '*' {
		i := strings.Index(target, "://")
		if i < 0 {
			if r.Method == "CONNECT" {
				r.Host = stripPort(target)
				return
			}
		} else {
			authority := target[i+3:]
			end := strings.IndexAny(authority, "/?#")
			if end < 0 {
				r.Host, r.Path = stripPort(authority), "/"
				return
			}
			r.Host = stripPort(authority[:end])
			target = authority[end:]
		}
	}
	if i := strings.IndexByte(target, '#'); i >= 0 {
		target = target[:i]
	}
	if i := strings.IndexByte(target, '?'); i >= 0 {
		r.Query = target[i+1:]
		target = target[:i]
	}
	if target == "" {
		target = "/"
	}
	r.Path = target
}

// isMethod tells a method (RFC 9110: a token) from garbage.
func isMethod(s string) bool {
	if s == "" || len(s) > maxMethodLength {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c-'A' >= 26 && c-'a' >= 26 && !isDigit(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// stripPort cuts `:8080` and the brackets of an IPv6 address; user information before an @ goes too.
func stripPort(host string) string {
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if host != "" && host[0] == '[' {
		if i := strings.IndexByte(host, ']'); i > 0 {
			return host[1:i]
		}
		return host
	}
	if i := strings.IndexByte(host, ':'); i >= 0 && strings.IndexByte(host[i+1:], ':') < 0 {
		return host[:i]
	}
	return host
}

// firstAddress returns the first of a list of addresses such as X-Forwarded-For carries, without its port.
func firstAddress(list string) string {
	if i := strings.IndexByte(list, ','); i >= 0 {
		list = list[:i]
	}
	list = strings.TrimSpace(list)
	if list == "-" {
		return ""
	}
	return stripPort(list)
}

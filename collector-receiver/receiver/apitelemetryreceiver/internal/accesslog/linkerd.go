package accesslog

import "strings"

// parseLinkerd reads what Linkerd's proxy calls its apache format: `client:port identity - [time] "request" status`, with
// an RFC 3339 time and nothing behind the status (Linkerd, "HTTP Access Logging"). It has no duration: the JSON format has.
func parseLinkerd(line string, o *Options, r *Record) bool {
	open, after, t, ok := bracketedTime(line, o)
	if !ok || open+5 >= len(line) || line[open+5] != '-' || !strings.HasPrefix(line[after:], ` "`) {
		return false
	}
	client, rest, ok := field(line[:open])
	if !ok || strings.LastIndexByte(client, ':') < 0 {
		return false
	}
	identity, rest, ok := field(rest)
	if !ok || strings.TrimSpace(rest) != "-" {
		return false
	}
	request, rest, ok := quoted(line[after+1:])
	if !ok {
		return false
	}
	status, rest, ok := field(rest)
	if !ok || strings.TrimSpace(rest) != "" || !r.setStatus(status) {
		return false
	}
	r.Time, r.ClientAddress = t, clientWithoutPort(client)
	r.setCaller(identity)
	r.setRequestLine(request)
	return true
}

// setCaller takes the client from a mesh's identity: Linkerd's `account.namespace.serviceaccount.identity.…` or a SPIFFE
// id, `spiffe://domain/ns/namespace/sa/account`.
func (r *Record) setCaller(identity string) bool {
	if _, account, ok := strings.Cut(identity, "/sa/"); ok && strings.HasPrefix(identity, "spiffe://") {
		account, _, _ = strings.Cut(account, "/")
		r.Caller = account
		return account != ""
	}
	account, rest, ok := strings.Cut(identity, ".")
	if !ok || !strings.Contains(rest, ".serviceaccount.") {
		return false
	}
	r.Caller = account
	return true
}

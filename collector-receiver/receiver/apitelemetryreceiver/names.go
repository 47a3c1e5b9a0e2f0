package apitelemetryreceiver

import (
	"fmt"
	"net"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameLength bounds names of services and sources, in bytes.
const maxNameLength = 256

// isName says whether s may name a service or a source. Empty is allowed: it says nothing.
func isName(s string) bool {
	return len(s) <= maxNameLength && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// loopbackOnly refuses an address that other machines can reach; remedy says what to do about it.
func loopbackOnly(endpoint, remedy string) error {
	host, _, err := net.SplitHostPort(endpoint)
	if err != nil {
		return fmt.Errorf("endpoint: expected host:port, found %q", endpoint)
	}
	if host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("endpoint: %q can be reached from other machines without authentication: use 127.0.0.1, or %s", endpoint, remedy)
}

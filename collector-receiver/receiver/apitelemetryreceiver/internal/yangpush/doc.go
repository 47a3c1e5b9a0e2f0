// Package yangpush reads what network nodes push: notifications of RFC 8639 and RFC 8641 in JSON (RFC 7951), as they come
// over draft-ietf-netconf-https-notif, and the data trees inside them. It has the server of that protocol, too.
//
// A node's YANG modules are not needed. What only they could tell (which leaf is the key of a list, whether a number is a
// counter) is told by Rules. Nothing here knows where numbers and notifications go.
package yangpush

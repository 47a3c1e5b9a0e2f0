// Package nodesub makes and keeps configured subscriptions (RFC 8639, RFC 8641) on network nodes over RESTCONF, with a
// receiver instance of draft-ietf-netconf-https-notif as where they send to.
//
// What it makes bears a mark in the leaf purpose, and only what bears it is changed or deleted.
package nodesub

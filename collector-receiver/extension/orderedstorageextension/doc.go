// Package orderedstorageextension passes on the clients of another storage extension, after it has put an exporter's
// persistent queue back into the order in which it was filled: what was under way when the collector ended comes first.
package orderedstorageextension

//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml

// Package apiredconnector turns log records and server spans that describe HTTP requests into partials: delta histograms
// per service, method, bounded route and status, one for each call, without windows of its own.
package apiredconnector

//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml

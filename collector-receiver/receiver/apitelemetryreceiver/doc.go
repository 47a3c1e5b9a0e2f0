//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml

// Package apitelemetryreceiver receives what servers write about their requests (access-log lines, JSON records, syslog)
// and passes it on as log records with OpenTelemetry's HTTP attributes.
package apitelemetryreceiver

// Package detectionapi is the client of the detection service's HTTP API. gen.go is generated from
// packages/contract/openapi.json by `yarn contract`, which also checks that it is up to date; never edit it.
package detectionapi

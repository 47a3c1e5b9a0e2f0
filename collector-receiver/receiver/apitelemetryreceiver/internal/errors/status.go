// Package errors says how an error of the next component is answered, in the manner of the OTLP receiver's
// internal/errors: permanent errors are the sender's end, all others are worth another try.
package errors

import (
	"net/http"

	"go.opentelemetry.io/collector/consumer/consumererror"
)

// Codes of the answers, as the design's error body has them.
const (
	CodeInvalidArgument = "invalid_argument"
	CodeUnauthenticated = "unauthenticated"
	CodeConflict        = "conflict"
	CodeTooLarge        = "too_large"
	CodeUnsupported     = "unsupported"
	CodeUnavailable     = "unavailable"
)

// Codes are all of them.
var Codes = [...]string{
	CodeInvalidArgument, CodeUnauthenticated, CodeConflict, CodeTooLarge, CodeUnsupported, CodeUnavailable,
}

// Status maps an error of the next component to an HTTP status and a code.
func Status(err error) (status int, code string) {
	if consumererror.IsPermanent(err) {
		// Not retryable: the same data would fail again.
		return http.StatusBadRequest, CodeInvalidArgument
	}
	// Retryable: queue full, memory limit, shutdown, timeout.
	return http.StatusServiceUnavailable, CodeUnavailable
}

// Code maps a status that the server itself decided on (authentication, unpacking) to a code.
func Code(status int) string {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return CodeUnauthenticated
	case status == http.StatusRequestEntityTooLarge:
		return CodeTooLarge
	case status == http.StatusConflict:
		return CodeConflict
	case status == http.StatusUnsupportedMediaType, status == http.StatusMethodNotAllowed, status == http.StatusNotFound:
		return CodeUnsupported
	case status >= http.StatusInternalServerError:
		return CodeUnavailable
	}
	return CodeInvalidArgument
}

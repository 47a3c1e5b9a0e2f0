package errors

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/consumer/consumererror"
)

func TestStatus(t *testing.T) {
	permanent := consumererror.NewPermanent(errors.New("x"))
	tests := []struct {
		err    error
		status int
		code   string
	}{
		{errors.New("x"), http.StatusServiceUnavailable, CodeUnavailable},
		{context.Canceled, http.StatusServiceUnavailable, CodeUnavailable},
		{permanent, http.StatusBadRequest, CodeInvalidArgument},
		{fmt.Errorf("wrapped: %w", permanent), http.StatusBadRequest, CodeInvalidArgument},
	}
	for _, tt := range tests {
		status, code := Status(tt.err)
		assert.Equal(t, tt.status, status)
		assert.Equal(t, tt.code, code)
	}
}

func TestCode(t *testing.T) {
	for status, code := range map[int]string{
		400: CodeInvalidArgument, 401: CodeUnauthenticated, 403: CodeUnauthenticated, 404: CodeUnsupported, 405: CodeUnsupported,
		409: CodeConflict, 413: CodeTooLarge, 415: CodeUnsupported, 500: CodeUnavailable, 503: CodeUnavailable,
	} {
		assert.Equal(t, code, Code(status))
	}
}

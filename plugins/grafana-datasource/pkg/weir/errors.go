package weir

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// Refusal is an answer of the service that is not a success.
type Refusal struct {
	// Status is the HTTP status.
	Status int
	// Body says why, where the service said so.
	Body detectionapi.ErrorBody
}

func (r *Refusal) Error() string {
	if r.Status == http.StatusUnauthorized {
		return "Weir answered 401: the token is wrong or expired. Create one with `weir token`."
	}
	if r.Body.Message == "" {
		return fmt.Sprintf("Weir answered %d.", r.Status)
	}
	message := fmt.Sprintf("Weir answered %d: %s", r.Status, r.Body.Message)
	for _, detail := range r.Body.Details {
		message += fmt.Sprintf(" %s: expected %s, found %s.", detail.Path, detail.Expected, detail.Found)
	}
	return message
}

var (
	// ErrNotWeir is an answer that no detection service gives.
	ErrNotWeir = errors.New("Reached something that is not Weir (HTML, not JSON). Check the port.") //nolint:revive,staticcheck // a sentence for the screen
	// ErrTooLarge is an answer over the limit on sizes.
	ErrTooLarge = errors.New("Weir's answer is too large for Grafana. Choose a shorter range or fewer series.") //nolint:revive,staticcheck // a sentence for the screen
)

func isTooLarge(err error) bool { return errors.Is(err, httpclient.ErrResponseBodyTooLarge) }

// noAnswer is the sentence for a request that was not answered. The error itself may hold the URL, never the token.
func noAnswer(host string, waited time.Duration, err error) error {
	reason := "connection failed"
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case isTooLarge(err):
		return backend.DownstreamError(ErrTooLarge)
	case errors.Is(err, context.Canceled):
		return backend.DownstreamError(err)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout():
		seconds := max(1, int(waited.Round(time.Second).Seconds()))
		return backend.DownstreamErrorf("No answer from %s in %d s. Is it running, and reachable from the Grafana server (not your browser)?", host, seconds)
	case errors.Is(err, syscall.ECONNREFUSED):
		reason = "connection refused"
	case errors.Is(err, syscall.ECONNRESET):
		reason = "connection reset"
	case errors.As(err, &dns):
		reason = "the name is not known"
	default:
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			reason = wrapped.Err.Error()
		}
	}
	return backend.DownstreamErrorf("No answer from %s: %s. Is it running, and reachable from the Grafana server (not your browser)?", host, reason)
}

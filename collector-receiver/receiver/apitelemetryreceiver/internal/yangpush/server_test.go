package yangpush

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const message = `{"ietf-https-notif:notification":{"eventTime":"2026-01-01T00:00:00Z","m:event":{"a":1}}}`

func newHandler(consume Consume) (*Handler, *[]int) {
	var refused []int
	return &Handler{
		Path: "/yang-push", Limits: Limits{Depth: 10, Values: 100}, MaxBodySize: 10_000, MaxInFlightSize: 40_000,
		Node: func(_ *http.Request, named string) (string, error) {
			if named == "stranger" {
				return "", errors.New("who is that?")
			}
			return named, nil
		},
		Consume: consume,
		Refused: func(_ *http.Request, r *Refusal) { refused = append(refused, r.Status) },
	}, &refused
}

func ask(h http.Handler, method, path, media, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	if media != "" {
		request.Header.Set("Content-Type", media)
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return recorder
}

func TestCapabilities(t *testing.T) {
	h, _ := newHandler(nil)
	got := ask(h, http.MethodGet, "/yang-push/edge-1/capabilities", "", "")
	assert.Equal(t, http.StatusOK, got.Code)
	assert.Equal(t, "application/yang-data+json", got.Header().Get("Content-Type"))
	var body struct {
		Capabilities struct {
			List []string `json:"receiver-capability"`
		} `json:"ietf-https-notif-transport:receiver-capabilities"`
	}
	require.NoError(t, json.Unmarshal(got.Body.Bytes(), &body))
	assert.Contains(t, body.Capabilities.List, "urn:ietf:params:yang-notif:https-capability:encoding:json")
	assert.NotContains(t, got.Body.String(), "encoding:xml")
}

func TestRelay(t *testing.T) {
	var from string
	var got []Notification
	h, refused := newHandler(func(_ context.Context, node string, n []Notification) error {
		from, got = node, n
		return nil
	})
	for _, path := range []string{"/yang-push/edge-1/relay-notification", "/yang-push/edge-1"} {
		for _, media := range []string{"application/yang-data+json", "application/json; charset=utf-8"} {
			answer := ask(h, http.MethodPost, path, media, message)
			assert.Equal(t, http.StatusNoContent, answer.Code)
			assert.Empty(t, answer.Body.String())
			assert.Equal(t, "edge-1", from)
			require.Len(t, got, 1)
		}
	}
	assert.Empty(t, *refused)
	assert.Zero(t, h.inFlight.Load())
}

func TestRefusals(t *testing.T) {
	h, refused := newHandler(func(context.Context, string, []Notification) error { return nil })
	const path, media = "/yang-push/edge-1/relay-notification", "application/yang-data+json"
	deep := strings.Repeat(`{"a":`, 12) + "1" + strings.Repeat("}", 12)
	for _, c := range []struct {
		method, path, media, body string
		status                    int
		tag, message              string
	}{
		{"POST", "/elsewhere", media, message, 404, "invalid-value", "/yang-push/{node}/relay-notification"},
		{"POST", "/yang-push/", media, message, 404, "invalid-value", "nothing is here"},
		{"POST", "/yang-push/a/b", media, message, 404, "invalid-value", "nothing is here"},
		{"POST", "/yang-push/stranger", media, message, 403, "access-denied", "who is that?"},
		{"GET", path, "", "", 405, "operation-not-supported", "expected POST"},
		{"POST", "/yang-push/edge-1/capabilities", media, message, 405, "operation-not-supported", "expected GET"},
		{"POST", path, "application/yang-data+xml", "<x/>", 415, "operation-not-supported", "takes no XML: configure the encoding encode-json"},
		{"POST", path, "", message, 415, "operation-not-supported", "Content-Type"},
		{"POST", path, media, `{"a":`, 400, "malformed-message", "EOF"},
		{"POST", path, media, deep, 413, "too-big", "deeper than 10"},
		{"POST", path, media, strings.Repeat(" ", 10_001), 413, "too-big", "larger than 10000 bytes"},
	} {
		got := ask(h, c.method, c.path, c.media, c.body)
		assert.Equal(t, c.status, got.Code, c.path+c.media)
		var body errorBody
		require.NoError(t, json.Unmarshal(got.Body.Bytes(), &body))
		assert.Equal(t, c.tag, body.Errors.Error[0].Tag)
		assert.Contains(t, body.Errors.Error[0].Message, c.message)
	}
	assert.Len(t, *refused, 11)
	assert.Zero(t, h.inFlight.Load())
}

func TestWhatIsNotTakenIsSentAgain(t *testing.T) {
	h, _ := newHandler(func(context.Context, string, []Notification) error { return errors.New("the queue is full") })
	got := ask(h, http.MethodPost, "/yang-push/edge-1", mediaJSON, message)
	assert.Equal(t, http.StatusServiceUnavailable, got.Code)
	assert.Equal(t, "1", got.Header().Get("Retry-After"))
	assert.Contains(t, got.Body.String(), "the queue is full")
	h.Consume = func(context.Context, string, []Notification) error {
		return &Refusal{http.StatusBadRequest, "operation-failed", "never"}
	}
	assert.Equal(t, http.StatusBadRequest, ask(h, http.MethodPost, "/yang-push/edge-1", mediaJSON, message).Code)
}

func TestBodiesTogetherAreBounded(t *testing.T) {
	blocked, enter := make(chan struct{}), make(chan struct{})
	h, _ := newHandler(func(context.Context, string, []Notification) error {
		enter <- struct{}{}
		<-blocked
		return nil
	})
	h.MaxInFlightSize = 10_000
	done := make(chan int)
	go func() {
		done <- ask(h, http.MethodPost, "/yang-push/a", mediaJSON, message+strings.Repeat(" ", 5_000)).Code
	}()
	<-enter
	got := ask(h, http.MethodPost, "/yang-push/b", mediaJSON, message+strings.Repeat(" ", 5_000))
	assert.Equal(t, http.StatusServiceUnavailable, got.Code)
	close(blocked)
	assert.Equal(t, http.StatusNoContent, <-done)
	assert.Zero(t, h.inFlight.Load())
}

// An announced size costs nothing until the bytes are there.
func TestAnAnnouncedSizeIsNotBelieved(t *testing.T) {
	h, _ := newHandler(nil)
	h.MaxBodySize = 1 << 40
	request := httptest.NewRequest(http.MethodPost, "/yang-push/a", io.MultiReader(strings.NewReader("{"), failing{}))
	request.ContentLength = 1 << 40
	request.Header.Set("Content-Type", mediaJSON)
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	assert.Equal(t, http.StatusBadRequest, recorder.Code)
	assert.Contains(t, recorder.Body.String(), "the line is dead")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

package yangpush

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Media types of RFC 8040; the ones without yang-data are those of earlier drafts.
const (
	mediaJSON = "application/yang-data+json"
	mediaXML  = "application/yang-data+xml"
)

// capabilities is the answer to GET …/capabilities, which says that notifications are taken in JSON: in the words of
// draft-ietf-netconf-https-notif, and behind them in those of its versions up to 15, which publishers look for, too.
const capabilities = `{"ietf-https-notif-transport:receiver-capabilities":{"receiver-capability":[` +
	`"urn:ietf:params:yang-notif:https-capability:encoding:json",` +
	`"urn:ietf:capability:https-notif-receiver:encoding:json",` +
	`"urn:ietf:capability:https-notif-receiver:sub-notif"]}}`

// Consume takes the notifications of one message from a node. nil means that they are safe, and the node may forget
// them; a *Refusal is answered as it says; any other error is answered with 503, and the node sends again.
type Consume func(ctx context.Context, node string, notifications []Notification) error

// Refusal is an answer that is no success.
type Refusal struct {
	// Status is that of HTTP.
	Status int
	// Tag is an error-tag of RFC 8040, section 7.
	Tag string
	// Message is for a person.
	Message string
}

func (r *Refusal) Error() string { return r.Message }

// Handler is the receiver of draft-ietf-netconf-https-notif: below Path each node has its own resources,
// {Path}/{node}/capabilities and {Path}/{node}/relay-notification.
type Handler struct {
	// Path is where nodes begin, without a slash at its end.
	Path string
	// Limits bound one message.
	Limits Limits
	// MaxBodySize bounds the body of one message after unpacking, MaxInFlightSize those of all together, in bytes.
	MaxBodySize, MaxInFlightSize int64
	// Node returns the name of the node that sends, given the one in the path.
	Node func(r *http.Request, named string) (string, error)
	// Consume takes what came.
	Consume Consume
	// Refused is told of each request that was answered with an error.
	Refused func(r *http.Request, refusal *Refusal)

	inFlight atomic.Int64
}

// ServeHTTP answers one request: 204 only after Consume has returned nil.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if refusal := h.serve(w, r); refusal != nil {
		h.Refused(r, refusal)
		refusal.Write(w)
	}
}

func (h *Handler) serve(w http.ResponseWriter, r *http.Request) *Refusal {
	rest, ok := strings.CutPrefix(r.URL.Path, h.Path+"/")
	named, resource, _ := strings.Cut(rest, "/")
	if !ok || named == "" || (resource != "" && resource != "capabilities" && resource != "relay-notification") {
		return &Refusal{http.StatusNotFound, "invalid-value", "nothing is here; notifications go to " + h.Path + "/{node}/relay-notification"}
	}
	node, err := h.Node(r, named)
	if err != nil {
		return &Refusal{http.StatusForbidden, "access-denied", err.Error()}
	}
	want := http.MethodPost
	if resource == "capabilities" {
		want = http.MethodGet
	}
	if r.Method != want {
		w.Header().Set("Allow", want)
		return &Refusal{http.StatusMethodNotAllowed, "operation-not-supported", "expected " + want}
	}
	if resource == "capabilities" {
		w.Header().Set("Content-Type", mediaJSON)
		w.Header().Set("Cache-Control", "no-cache")
		// Nobody is there to be told when the answer cannot be written.
		_, _ = io.WriteString(w, capabilities)
		return nil
	}
	return h.relay(w, r, node)
}

func (h *Handler) relay(w http.ResponseWriter, r *http.Request, node string) *Refusal {
	if refusal := checkMedia(r.Header.Get("Content-Type")); refusal != nil {
		return refusal
	}
	body, refusal := h.read(w, r)
	defer func() { h.inFlight.Add(-int64(cap(body))) }()
	if refusal != nil {
		return refusal
	}
	// The read timeout has done its work; left in place it would end the request while the next component is at work.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	notifications, err := ReadMessage(body, h.Limits)
	switch {
	case errors.Is(err, ErrLimit):
		return &Refusal{http.StatusRequestEntityTooLarge, "too-big", err.Error()}
	case err != nil:
		return &Refusal{http.StatusBadRequest, "malformed-message", err.Error()}
	}
	if err = h.Consume(r.Context(), node, notifications); err != nil {
		if errors.As(err, &refusal) {
			return refusal
		}
		return &Refusal{http.StatusServiceUnavailable, "resource-denied", "not taken, send again: " + err.Error()}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// read reads a body piece by piece, so that what a sender announces costs nothing. What it returns counts as in flight
// until the caller takes it off.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) ([]byte, *Refusal) {
	reader := http.MaxBytesReader(w, r.Body, h.MaxBodySize)
	var body []byte
	for {
		if len(body) == cap(body) {
			room := max(4<<10, cap(body))
			if h.inFlight.Add(int64(room)) > h.MaxInFlightSize {
				h.inFlight.Add(-int64(room))
				return body, &Refusal{http.StatusServiceUnavailable, "resource-denied", "too much is under way; send again later"}
			}
			grown := make([]byte, len(body), cap(body)+room)
			copy(grown, body)
			body = grown
		}
		n, err := reader.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		var tooLarge *http.MaxBytesError
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return body, nil
		case errors.As(err, &tooLarge):
			return body, &Refusal{http.StatusRequestEntityTooLarge, "too-big", fmt.Sprintf("the body is larger than %d bytes", tooLarge.Limit)}
		case errors.Is(err, os.ErrDeadlineExceeded):
			return body, &Refusal{http.StatusRequestTimeout, "malformed-message", "the body did not arrive in time"}
		default:
			return body, &Refusal{http.StatusBadRequest, "malformed-message", "the body cannot be read: " + err.Error()}
		}
	}
}

// checkMedia takes JSON. XML and CBOR are in the draft, too; the capabilities do not name them.
func checkMedia(contentType string) *Refusal {
	media, _, err := mime.ParseMediaType(contentType)
	if err == nil && (media == mediaJSON || media == "application/json") {
		return nil
	}
	message := fmt.Sprintf("Content-Type: expected %s, found %.100q", mediaJSON, contentType)
	if media == mediaXML || media == "application/xml" {
		message += "; this receiver takes no XML: configure the encoding encode-json"
	}
	return &Refusal{http.StatusUnsupportedMediaType, "operation-not-supported", message}
}

// retryAfterSeconds is what a node is asked to wait before it sends again what was refused for now.
const retryAfterSeconds = "1"

type errorBody struct {
	Errors struct {
		Error []errorEntry `json:"error"`
	} `json:"ietf-restconf:errors"`
}

type errorEntry struct {
	Type    string `json:"error-type"`
	Tag     string `json:"error-tag"`
	Message string `json:"error-message"`
}

// Write answers with the refusal: the error body of RFC 8040, section 7.1.
func (r *Refusal) Write(w http.ResponseWriter) {
	if r.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfterSeconds)
	}
	var body errorBody
	body.Errors.Error = []errorEntry{{"protocol", r.Tag, strings.ToValidUTF8(r.Message, "\ufffd")}}
	w.Header().Set("Content-Type", mediaJSON)
	w.WriteHeader(r.Status)
	_ = json.NewEncoder(w).Encode(&body)
}

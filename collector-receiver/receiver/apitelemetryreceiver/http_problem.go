package apitelemetryreceiver

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	weirerrors "github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/errors"
)

// retryAfterSeconds is what a sender is asked to wait before it sends again what was refused for now.
const retryAfterSeconds = 1

// maxFoundLength bounds what of the sender's own words an answer repeats.
const maxFoundLength = 200

// problem is a refusal: the body of an answer that is not 200, and its status.
type problem struct {
	status  int
	Code    string   `json:"code"`
	Message string   `json:"message"`
	Details []detail `json:"details"`
}

// detail says what is wrong where.
type detail struct {
	Path     string `json:"path"`
	Expected string `json:"expected"`
	Found    string `json:"found"`
}

func newProblem(status int, code, message string, details ...detail) *problem {
	for i := range details {
		if found := details[i].Found; len(found) > maxFoundLength {
			details[i].Found = found[:maxFoundLength] + "…"
		}
		details[i].Found = strings.ToValidUTF8(details[i].Found, "\ufffd")
	}
	if details == nil {
		details = []detail{}
	}
	return &problem{status: status, Code: code, Message: message, Details: details}
}

func invalid(path, expected, found string) *problem {
	return newProblem(http.StatusBadRequest, weirerrors.CodeInvalidArgument, path+": expected "+expected, detail{path, expected, found})
}

func unsupported(path, expected, found string) *problem {
	return newProblem(http.StatusUnsupportedMediaType, weirerrors.CodeUnsupported, path+": expected "+expected, detail{path, expected, found})
}

func tooLarge(path string, limit int64, unit, setting string) *problem {
	expected := "at most " + strconv.FormatInt(limit, 10) + " " + unit
	return newProblem(http.StatusRequestEntityTooLarge, weirerrors.CodeTooLarge,
		path+": expected "+expected+"; send less at a time, or raise "+setting, detail{path, expected, "more"})
}

func unavailable(message string) *problem {
	return newProblem(http.StatusServiceUnavailable, weirerrors.CodeUnavailable, message)
}

// write answers with the problem.
func (p *problem) write(w http.ResponseWriter) {
	p.retryAfter(w)
	writeJSON(w, p.status, p)
}

// retryAfter asks the sender to wait before it sends again what was refused for now.
func (p *problem) retryAfter(w http.ResponseWriter) {
	if p.status == http.StatusServiceUnavailable || p.status == http.StatusConflict {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfterSeconds))
	}
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// Nobody is there to be told when the answer cannot be written: the sender will send again.
	_ = json.NewEncoder(w).Encode(body)
}

package plugin

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// mostWritten is the largest body that a person may send.
const mostWritten = 1 << 20

// reads are the operations of the service that the app's pages may ask for through Grafana.
var reads = []string{
	"/v1/anomalies", "/v1/anomalies/{id}", "/v1/problems", "/v1/problems/{id}", "/v1/entities", "/v1/entities/{id}",
	"/v1/series", "/v1/series/{id}", "/v1/sources", "/v1/feedback", "/v1/feedback/{id}",
	"/v1/forecasts", "/v1/series/{id}/forecast", "/v1/series/{id}/forecasts", "/v1/series/{id}/said",
	"/v1/ratings", "/v1/ratings/{id}", "/v1/ratings/{id}/history", "/v1/ratings/{id}/votes",
	"/v1/post-mortems", "/v1/post-mortems/{id}", "/v1/inventory",
}

// writes change something: they need the role Editor and are made in the name of the person who is signed in.
var writes = []string{"POST /v1/feedback", "POST /v1/feedback/{id}/withdraw", "POST /v1/post-mortems"}

// addPassage lets chosen operations of the service through, so that no browser needs its token.
func (d *Datasource) addPassage(mux *http.ServeMux) {
	for _, path := range reads {
		mux.HandleFunc("GET "+path, d.pass(nil))
	}
	for _, operation := range writes {
		mux.HandleFunc(operation, d.pass(mayWrite))
	}
}

var errRole = errors.New("You can view this, not change it. Needs the Editor role.") //nolint:revive,staticcheck // a sentence for the screen

// mayWrite refuses who may only read, and who cannot be named.
func mayWrite(user *backend.User) error {
	if user == nil || user.Login == "" || (user.Role != "Editor" && user.Role != "Admin") {
		return errRole
	}
	return nil
}

func (d *Datasource) pass(allowed func(*backend.User) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if d.broken != nil {
			writeError(w, http.StatusBadRequest, d.broken)
			return
		}
		user := backend.PluginConfigFromContext(r.Context()).User
		if allowed != nil {
			if err := allowed(user); err != nil {
				writeError(w, http.StatusForbidden, err)
				return
			}
		}
		var body []byte
		header := http.Header{}
		// Requests that only read come without a body, not even an empty one.
		if allowed != nil && r.Body != nil {
			var err error
			if body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, mostWritten)); err != nil {
				writeError(w, http.StatusRequestEntityTooLarge, errors.New("the body is too large"))
				return
			}
		}
		if allowed != nil {
			header = actingFor(user)
		}
		answer, err := d.service.Forward(r.Context(), r.Method, r.URL.EscapedPath(), r.URL.RawQuery, body, header)
		if err != nil {
			writeError(w, statusOf(err), err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Status)
		_, _ = w.Write(answer.Body)
	}
}

// actingFor names the person to the service. Values are percent-encoded, because headers hold ASCII only.
func actingFor(user *backend.User) http.Header {
	header := http.Header{}
	for name, value := range map[string]string{"weir-actor-id": user.Login, "weir-actor-name": user.Name, "weir-actor-email": user.Email} {
		if value = strings.TrimSpace(value); value != "" {
			header.Set(name, url.PathEscape(value))
		}
	}
	return header
}

package plugin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// TestHealthSentences: the sentences of the screens, each brought about as it would be. A wrong URL and a service that
// is not there are in errors_test.go, the timeout of five seconds in real_service_test.go.
func TestHealthSentences(t *testing.T) {
	host := func(s *standIn) string { return strings.TrimPrefix(s.URL, "http://") }
	info := func(contract string) http.HandlerFunc {
		return text(200, `{"version":"0.3.1","contract":"`+contract+`","capabilities":[],"tenant":"shop","openScore":0.5,"limits":{}}`)
	}
	none := text(200, `{"items":[],"next":null}`)
	for _, test := range []struct {
		name     string
		settings string
		answers  map[string]http.HandlerFunc
		status   backend.HealthStatus
		sentence func(s *standIn) string
	}{
		{"well", `{}`, map[string]http.HandlerFunc{"GET /v1/info": info("1.0")}, backend.HealthStatusOk, func(s *standIn) string {
			return "Connected to Weir 0.3.1 at " + host(s) + ". 1 entity, newest sample 8 s ago."
		}},
		{"a wrong token", `{}`, map[string]http.HandlerFunc{"GET /v1/info": text(401, `{"code":"unauthenticated","message":"No.","details":[]}`)}, backend.HealthStatusError, func(*standIn) string {
			return "Weir answered 401: the token is wrong or expired. Create one with `weir token`."
		}},
		{"not Weir", `{}`, map[string]http.HandlerFunc{"GET /v1/info": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }}, backend.HealthStatusError, func(*standIn) string {
			return "Reached something that is not Weir (HTML, not JSON). Check the port."
		}},
		{"JSON of somebody else", `{}`, map[string]http.HandlerFunc{"GET /v1/info": text(200, `{"status":"success"}`)}, backend.HealthStatusError, func(*standIn) string {
			return "This plugin speaks contract 1.0, the service ."
		}},
		{"no telemetry", `{}`, map[string]http.HandlerFunc{"GET /v1/entities": none}, backend.HealthStatusOk, func(*standIn) string {
			return "Connected, but no telemetry yet. Point a collector at 127.0.0.1:4318."
		}},
		{"another major version", `{}`, map[string]http.HandlerFunc{"GET /v1/info": info("2.0")}, backend.HealthStatusError, func(*standIn) string {
			return "This plugin speaks contract 1.0, the service 2.0."
		}},
		{"a newer minor version", `{}`, map[string]http.HandlerFunc{"GET /v1/info": info("1.7")}, backend.HealthStatusOk, func(s *standIn) string {
			return "Connected to Weir 0.3.1 at " + host(s) + ". 1 entity, newest sample 8 s ago."
		}},
		{"the wrong tenant", `{"tenant":"bank"}`, map[string]http.HandlerFunc{"GET /v1/info": info("1.0")}, backend.HealthStatusError, func(*standIn) string {
			return `the token belongs to the tenant "shop", not to "bank"`
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			service := newStandIn(t)
			one := `{"items":[{"id":"5d1f6a0c9be34f7781c2a4e3d0b69f12","kind":"service","environment":"","namespace":"","name":"orders","method":null,"route":null,"firstSeen":0}],"next":null}`
			service.answers["GET /v1/entities"] = func(w http.ResponseWriter, r *http.Request) {
				if r.FormValue("kind") == "service" {
					text(200, one)(w, r)
					return
				}
				none(w, r)
			}
			for path, answer := range test.answers {
				service.answers[path] = answer
			}
			settings := settingsOf(service.URL)
			settings.JSONData = []byte(test.settings)
			instance, err := NewDatasource(t.Context(), settings)
			if err != nil {
				t.Fatal(err)
			}
			source := instance.(*Datasource)
			source.now = newSource(t, service.URL).now
			result, err := source.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
			if err != nil {
				t.Fatal(err)
			}
			if expected := test.sentence(service); result.Message != expected || result.Status != test.status {
				t.Errorf("%s %q\nexpected %s %q", result.Status, result.Message, test.status, expected)
			}
		})
	}
}

func TestOlderContract(t *testing.T) {
	for theirs, usable := range map[string]bool{"1.0": true, "1.9": true, "0.9": false, "2.0": false, "": false, "x": false, "1": false, "1.x": false} {
		if _, got := compare(theirs); got != usable {
			t.Errorf("contract %q: usable %v", theirs, got)
		}
	}
}

package plugin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

const seriesJSON = `{"queryType":"series","entity":"orders","indicator":"latency_p95"}`

func ask(t *testing.T, source *Datasource, query string) backend.DataResponse {
	t.Helper()
	response, err := source.QueryData(t.Context(), call(map[string]string{"A": query}))
	if err != nil {
		t.Fatal(err)
	}
	answer, is := response.Responses["A"]
	if !is {
		t.Fatal("the query was not answered")
	}
	return answer
}

// TestErrorsSayWhoseTheyAre: what the service or the person did is downstream; the plugin's own faults are its own.
func TestErrorsSayWhoseTheyAre(t *testing.T) {
	refusal := func(code, message string) string {
		return fmt.Sprintf(`{"code":%q,"message":%q,"details":[{"path":"queries[0].from","expected":"a time","found":"-1"}]}`, code, message)
	}
	short := `{"results":[{"ref":"0","truncated":false,"series":[{"series":{"id":"a","entity":{"id":"a","kind":"service","environment":"","namespace":"","name":"orders","method":null,"route":null},"indicator":"x","kind":"gauge","unit":"1","attributes":{},"step":1,"version":1,"firstStep":0},"reduced":false,"times":[1,2],"values":[1],"expected":[],"lower":[],"upper":[],"scores":[],"status":[],"flags":[]}]}],"stepsRead":1}`
	for _, test := range []struct {
		name, query, contains string
		answer                http.HandlerFunc
		source                backend.ErrorSource
	}{
		{"a wrong token", seriesJSON, "Weir answered 401: the token is wrong or expired. Create one with `weir token`.", text(401, refusal("unauthenticated", "No.")), backend.ErrorSourceDownstream},
		{"a refusal with details", seriesJSON, "queries[0].from: expected a time, found -1.", text(400, refusal("invalid_argument", "Wrong.")), backend.ErrorSourceDownstream},
		{"a broken service", seriesJSON, "Weir answered 503: Later.", text(503, refusal("unavailable", "Later.")), backend.ErrorSourceDownstream},
		{"something else", seriesJSON, "Reached something that is not Weir (HTML, not JSON). Check the port.", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>"))
		}, backend.ErrorSourceDownstream},
		{"a page behind a login", seriesJSON, "not Weir", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.invalid/login", http.StatusFound)
		}, backend.ErrorSourceDownstream},
		{"half a JSON", seriesJSON, "cannot read", text(200, `{"results":[`), backend.ErrorSourceDownstream},
		{"columns that do not match", seriesJSON, "columns of different lengths", text(200, short), backend.ErrorSourceDownstream},
		{"answers to other queries", seriesJSON, "other queries than those that were asked", text(200, strings.Replace(short, `"ref":"0"`, `"ref":"1"`, 1)), backend.ErrorSourceDownstream},
		{"fewer results than queries", seriesJSON, "answered 0 of 1 queries", text(200, `{"results":[],"stepsRead":0}`), backend.ErrorSourceDownstream},
		{"no entity", `{"queryType":"series","indicator":"latency_p95"}`, "choose an entity", nil, backend.ErrorSourceDownstream},
		{"no indicator", `{"queryType":"series","entity":"orders"}`, "choose an indicator", nil, backend.ErrorSourceDownstream},
		{"an unknown type", `{"queryType":"dreams"}`, `"dreams" is not known`, nil, backend.ErrorSourceDownstream},
		{"no JSON at all", `{`, "cannot be read", nil, backend.ErrorSourceDownstream},
		{"a name of a megabyte", `{"queryType":"problems","entity":"` + strings.Repeat("x", 1<<20) + `"}`, "too long", nil, backend.ErrorSourceDownstream},
	} {
		t.Run(test.name, func(t *testing.T) {
			service := newStandIn(t)
			if test.answer != nil {
				service.answers["POST /v1/query"] = test.answer
			}
			answer := ask(t, newSource(t, service.URL), test.query)
			if answer.Error == nil || !strings.Contains(answer.Error.Error(), test.contains) {
				t.Errorf("error %v, expected %q", answer.Error, test.contains)
			}
			if answer.ErrorSource != test.source {
				t.Errorf("source %q, expected %q", answer.ErrorSource, test.source)
			}
		})
	}
}

func TestOneBadQueryFailsAlone(t *testing.T) {
	service := newStandIn(t)
	service.answerSeries(t, func(q detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		return []detectionapi.SeriesAnswer{oneSeries(q)}
	})
	service.answers["GET /v1/problems"] = text(500, `{"code":"internal","message":"Broken.","details":[]}`)
	response, err := newSource(t, service.URL).QueryData(t.Context(), call(map[string]string{"A": seriesJSON, "B": `{"queryType":"problems"}`, "C": `{"queryType":"series"}`}))
	if err != nil {
		t.Fatal(err)
	}
	for refID, fails := range map[string]bool{"A": false, "B": true, "C": true} {
		if answer := response.Responses[refID]; (answer.Error != nil) != fails {
			t.Errorf("%s: %v", refID, answer.Error)
		}
	}
}

func TestNobodyIsThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	answer := ask(t, newSource(t, "http://"+address), seriesJSON)
	expected := fmt.Sprintf("No answer from %s: connection refused. Is it running, and reachable from the Grafana server (not your browser)?", address)
	if answer.Error == nil || answer.Error.Error() != expected || answer.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("%v (%s)", answer.Error, answer.ErrorSource)
	}
}

func TestTimeout(t *testing.T) {
	service := newStandIn(t)
	release := make(chan struct{})
	defer close(release)
	service.answers["POST /v1/query"] = func(http.ResponseWriter, *http.Request) { <-release }
	settings := settingsOf(service.URL)
	settings.JSONData = []byte(`{"timeout":1}`)
	instance, err := NewDatasource(t.Context(), settings)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Now()
	answer := ask(t, instance.(*Datasource), seriesJSON)
	if answer.Error == nil || !strings.Contains(answer.Error.Error(), " in 1 s. Is it running") {
		t.Error(answer.Error)
	}
	if took := time.Since(from); took > 5*time.Second {
		t.Errorf("waited %s for a timeout of 1 s: it must not be tried again", took)
	}
	if tries := len(service.requests("/v1/query")); tries != 1 {
		t.Errorf("%d tries", tries)
	}
}

func TestAnswersOverTheLimit(t *testing.T) {
	t.Setenv("GF_DATAPROXY_RESPONSE_LIMIT", "100000")
	service := newStandIn(t)
	service.answers["POST /v1/query"] = text(200, `{"results":[],"padding":"`+strings.Repeat("x", 200_000)+`"}`)
	answer := ask(t, newSource(t, service.URL), seriesJSON)
	if answer.Error == nil || !strings.Contains(answer.Error.Error(), "too large for Grafana") || answer.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("%v (%s)", answer.Error, answer.ErrorSource)
	}
}

// TestTheTokenStaysSecret: it goes to the service and nowhere else, whatever goes wrong.
func TestTheTokenStaysSecret(t *testing.T) {
	var logged bytes.Buffer
	old := log.DefaultLogger
	log.DefaultLogger = recording(&logged)
	defer func() { log.DefaultLogger = old }()
	elsewhere := newStandIn(t)
	service := newStandIn(t)
	source := newSource(t, service.URL)
	for _, answer := range []http.HandlerFunc{
		text(401, `{}`), text(500, `nonsense`), text(200, `{`),
		func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+"/v1/query", http.StatusTemporaryRedirect)
		},
	} {
		service.answers["POST /v1/query"] = answer
		said, err := json.Marshal(ask(t, source, seriesJSON))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(said), secretToken) {
			t.Errorf("the token stands in an answer: %s", said)
		}
	}
	if sent := service.requests("/v1/query")[0].header.Get("Authorization"); sent != "Bearer "+secretToken {
		t.Errorf("the service got %q", sent)
	}
	if len(elsewhere.heard) > 0 {
		t.Error("a redirect was followed, with the token on its way")
	}
	if strings.Contains(logged.String(), secretToken) {
		t.Error("the token stands in the log")
	}
}

func TestBadSettingsAreSaidWhereTheyAreSeen(t *testing.T) {
	for url, contains := range map[string]string{
		"":                      "has no URL",
		"weir:8780":             "not of the form",
		"ftp://weir":            "not of the form",
		"http://u:p@weir:8780":  "field Token",
		"http://weir:8780/?a=b": "more than an address",
	} {
		source := newSource(t, url)
		answer := ask(t, source, seriesJSON)
		if answer.Error == nil || !strings.Contains(answer.Error.Error(), contains) {
			t.Errorf("%q: %v", url, answer.Error)
		}
		health, err := source.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
		if err != nil || health.Status != backend.HealthStatusError || !strings.Contains(health.Message, contains) {
			t.Errorf("%q: %v %v", url, health, err)
		}
	}
}

// recording writes everything that is logged into a buffer.
func recording(into *bytes.Buffer) log.Logger { return &recorder{into: into} }

type recorder struct {
	log.Logger
	into *bytes.Buffer
}

func (r *recorder) write(message string, args ...any) {
	fmt.Fprintln(r.into, append([]any{message}, args...)...)
}
func (r *recorder) Debug(message string, args ...any) { r.write(message, args...) }
func (r *recorder) Info(message string, args ...any)  { r.write(message, args...) }
func (r *recorder) Warn(message string, args ...any)  { r.write(message, args...) }
func (r *recorder) Error(message string, args ...any) { r.write(message, args...) }
func (r *recorder) With(...any) log.Logger            { return r }
func (r *recorder) Level() log.Level                  { return log.Debug }

package plugin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

const examples = "../../../../packages/contract/examples"

// standIn answers as the detection service would, from the examples of the contract where a test does not say otherwise.
// What only the real service can show is in real_service_test.go.
type standIn struct {
	*httptest.Server
	mu sync.Mutex
	// heard is every request, with its body.
	heard []heard
	// answers by "METHOD /path".
	answers map[string]http.HandlerFunc
}

type heard struct {
	method, path, query, body string
	header                    http.Header
}

func newStandIn(t *testing.T) *standIn {
	t.Helper()
	s := &standIn{answers: make(map[string]http.HandlerFunc)}
	for path, example := range map[string]string{
		"GET /v1/info": "Info", "POST /v1/query": "QueryResponse", "GET /v1/problems": "ProblemPage", "GET /v1/anomalies": "AnomalyPage",
		"GET /v1/entities": "EntityPage", "GET /v1/series": "SeriesPage", "GET /v1/sources": "SourcePage", "GET /v1/ratings": "RatingPage",
	} {
		s.answers[path] = text(http.StatusOK, lastPage(t, readExample(t, example)))
	}
	s.answers["GET /v1/info"] = text(http.StatusOK, offering(t, "forecasts", "ratings"))
	s.answers["GET /v1/series/9e107d9d372bb6826bd81d3542a419d6/forecast"] = text(http.StatusOK, readExample(t, "Forecast"))
	s.answers["GET /v1/series/9e107d9d372bb6826bd81d3542a419d6/said"] = text(http.StatusOK, readExample(t, "Said"))
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.heard = append(s.heard, heard{r.Method, r.URL.Path, r.URL.RawQuery, string(body), r.Header})
		answer, known := s.answers[r.Method+" "+r.URL.Path]
		s.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		if !known {
			text(http.StatusNotFound, `{"code":"not_found","message":"There is no such thing.","details":[]}`)(w, r)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func readExample(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(examples, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// offering is the example of what the service says of itself, with the capabilities given.
func offering(t *testing.T, capabilities ...string) string {
	t.Helper()
	var info detectionapi.Info
	if err := json.Unmarshal([]byte(readExample(t, "Info")), &info); err != nil {
		t.Fatal(err)
	}
	info.Capabilities = capabilities
	content, err := json.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// lastPage takes the cursor out of a page, so that nobody asks for the next one.
func lastPage(t *testing.T, content string) string {
	t.Helper()
	var page map[string]any
	if err := json.Unmarshal([]byte(content), &page); err != nil {
		t.Fatal(err)
	}
	if _, is := page["next"]; !is {
		return content
	}
	page["next"] = nil
	again, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(again)
}

func text(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// requests to one path, in their order.
func (s *standIn) requests(path string) []heard {
	s.mu.Lock()
	defer s.mu.Unlock()
	var matching []heard
	for _, one := range s.heard {
		if one.path == path {
			matching = append(matching, one)
		}
	}
	return matching
}

// answerSeries answers each query of a request with the series that make makes of it.
func (s *standIn) answerSeries(t *testing.T, make func(query detectionapi.SeriesQuery) []detectionapi.SeriesAnswer) {
	t.Helper()
	s.answers["POST /v1/query"] = func(w http.ResponseWriter, r *http.Request) {
		var request detectionapi.QueryRequest
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			text(http.StatusBadRequest, `{"code":"invalid_argument","message":"Unreadable.","details":[]}`)(w, r)
			return
		}
		response := detectionapi.QueryResponse{Results: []detectionapi.QueryResult{}}
		for _, query := range request.Queries {
			response.Results = append(response.Results, detectionapi.QueryResult{Ref: query.Ref, Series: make(query)})
		}
		content, err := json.Marshal(response)
		if err != nil {
			t.Error(err)
		}
		text(http.StatusOK, string(content))(w, r)
	}
}

// oneSeries is a latency with a learned band, an anomaly and a gap.
func oneSeries(query detectionapi.SeriesQuery) detectionapi.SeriesAnswer {
	number := func(v float64) *float64 { return &v }
	columns := func(values ...*float64) []*float64 { return values }
	from := query.From
	status := []detectionapi.SeriesAnswerStatus{"warming-up", "scored", "scored", "no-data", "scored"}
	return detectionapi.SeriesAnswer{
		Series: detectionapi.Series{
			Id:         fmt.Sprintf("%032x", len(*query.Service)),
			Entity:     detectionapi.EntityIdentity{Id: "5d1f6a0c9be34f7781c2a4e3d0b69f12", Kind: "service", Environment: "prod", Name: *query.Service},
			Indicator:  *query.Indicator,
			Kind:       "latency",
			Unit:       "ms",
			Attributes: map[string]string{}, Step: 60_000, Version: 1, FirstStep: from,
		},
		Times:    []int64{from, from + 60_000, from + 120_000, from + 180_000, from + 240_000},
		Values:   columns(number(210), number(215), number(478), nil, number(212)),
		Expected: columns(nil, number(212), number(212), number(212), number(212)),
		Lower:    columns(nil, number(180), number(180), number(180), number(180)),
		Upper:    columns(nil, number(252), number(252), number(252), number(252)),
		Scores:   columns(nil, number(0.1), number(0.97), nil, number(0.2)),
		Status:   status,
		Flags:    []int32{0, 0, 4, 2, 0},
	}
}

const secretToken = "weir_0123456789abcdef"

// newSource is a data source at the URL with the token set.
func newSource(t *testing.T, url string) *Datasource {
	t.Helper()
	instance, err := NewDatasource(t.Context(), settingsOf(url))
	if err != nil {
		t.Fatal(err)
	}
	source := instance.(*Datasource)
	t.Cleanup(source.Dispose)
	source.now = func() time.Time { return time.UnixMilli(1763388308000) }
	return source
}

func settingsOf(url string) backend.DataSourceInstanceSettings {
	return backend.DataSourceInstanceSettings{
		UID: "weir", Name: "Weir", Type: "weir-detection-datasource", URL: url, JSONData: []byte(`{}`),
		DecryptedSecureJSONData: map[string]string{"token": secretToken},
	}
}

var (
	rangeFrom = time.UnixMilli(1763388000000).UTC()
	rangeTo   = time.UnixMilli(1763391600000).UTC()
)

// call makes a request of queries by refId.
func call(queries map[string]string) *backend.QueryDataRequest {
	settings := settingsOf("")
	request := &backend.QueryDataRequest{
		PluginContext: backend.PluginContext{DataSourceInstanceSettings: &settings},
		Headers:       map[string]string{},
	}
	for _, refID := range []string{"A", "B", "C", "D", "E", "F", "G"} {
		if query, is := queries[refID]; is {
			request.Queries = append(request.Queries, backend.DataQuery{
				RefID: refID, JSON: []byte(query), MaxDataPoints: 1200, TimeRange: backend.TimeRange{From: rangeFrom, To: rangeTo},
			})
		}
	}
	return request
}

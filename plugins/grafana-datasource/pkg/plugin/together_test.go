package plugin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// askTogether asks for one series an entity, each in a call of its own and all at once; answers by entity.
func askTogether(t *testing.T, source *Datasource, entities []string) map[string]backend.DataResponse {
	t.Helper()
	given := make(map[string]backend.DataResponse)
	var mu sync.Mutex
	var wait sync.WaitGroup
	for _, entity := range entities {
		wait.Go(func() {
			answer := ask(t, source, fmt.Sprintf(`{"queryType":"series","entity":%q,"indicator":"latency_p95"}`, entity))
			mu.Lock()
			defer mu.Unlock()
			given[entity] = answer
		})
	}
	wait.Wait()
	return given
}

func named(count int) []string {
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("service-%02d", i)
	}
	return names
}

// TestPanelsThatTravelTogether each get their own series, and only the one that is refused is.
func TestPanelsThatTravelTogether(t *testing.T) {
	service := newStandIn(t)
	service.answerSeries(t, func(q detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		return []detectionapi.SeriesAnswer{oneSeries(q)}
	})
	answer := service.answers["POST /v1/query"]
	service.answers["POST /v1/query"] = func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if bytes.Contains(body, []byte("service-17")) {
			text(http.StatusBadRequest, `{"code":"invalid_argument","message":"Not this one.","details":[{"path":"queries[0].service","expected":"another","found":"17"}]}`)(w, r)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer(w, r)
	}
	for entity, answer := range askTogether(t, newSource(t, service.URL), named(60)) {
		if entity == "service-17" {
			expected := "Weir answered 400: Not this one. queries[0].service: expected another, found 17."
			if answer.Error == nil || answer.Error.Error() != expected || answer.ErrorSource != backend.ErrorSourceDownstream {
				t.Errorf("%v (%s)", answer.Error, answer.ErrorSource)
			}
			continue
		}
		if answer.Error != nil || len(answer.Frames) != 1 || answer.Frames[0].Name != entity+" p95" {
			t.Errorf("%s: %v, %v", entity, answer.Frames, answer.Error)
		}
	}
	for _, request := range service.requests("/v1/query") {
		var sent detectionapi.QueryRequest
		if err := json.Unmarshal([]byte(request.body), &sent); err != nil {
			t.Fatal(err)
		}
		for i, query := range sent.Queries {
			if *query.Ref != fmt.Sprint(i) {
				t.Errorf("the query %d is called %s", i, *query.Ref)
			}
		}
	}
	if asked := len(service.requests("/v1/info")); asked != 1 {
		t.Errorf("asked %d times who answers", asked)
	}
}

// TestTheLimitIsThatOfOnePanel: answers that are too large only together are asked for again.
func TestTheLimitIsThatOfOnePanel(t *testing.T) {
	t.Setenv("GF_DATAPROXY_RESPONSE_LIMIT", "20000")
	service := newStandIn(t)
	service.answerSeries(t, func(q detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		answer := oneSeries(q)
		size := 3_000
		if *q.Service == "service-03" {
			size = 30_000
		}
		answer.Series.Attributes["padding"] = strings.Repeat("x", size)
		return []detectionapi.SeriesAnswer{answer}
	})
	for entity, answer := range askTogether(t, newSource(t, service.URL), named(40)) {
		if entity == "service-03" {
			if answer.Error == nil || !strings.Contains(answer.Error.Error(), "too large for Grafana") {
				t.Error(answer.Error)
			}
		} else if answer.Error != nil || len(answer.Frames) != 1 {
			t.Errorf("%s: %v", entity, answer.Error)
		}
	}
}

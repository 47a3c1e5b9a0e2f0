package plugin

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// TestManyAtOnce puts 200 panels at once on a service that takes 10 ms, each with four hours of one series, and reports
// how long the slow ones took. It asserts only that they do not wait for each other: a time says something on a quiet
// machine only, and the service's side of the work runs in this process too.
func TestManyAtOnce(t *testing.T) {
	const panels, rounds, rows = 200, 3, 240
	service := newStandIn(t)
	body := dayOfOneSeries(t, rows)
	var atOnce, most atomic.Int64
	service.answers["POST /v1/query"] = func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), atOnce.Add(1)))
		defer atOnce.Add(-1)
		time.Sleep(10 * time.Millisecond)
		text(http.StatusOK, body)(w, r)
	}
	source := newSource(t, service.URL)
	ask(t, source, seriesJSON) // asks for the capabilities, which every further call remembers
	var mu sync.Mutex
	var took []time.Duration
	from := time.Now()
	for range rounds {
		var wait sync.WaitGroup
		for range panels {
			wait.Go(func() {
				start := time.Now()
				response, err := source.QueryData(t.Context(), call(map[string]string{"A": seriesJSON}))
				if err != nil || response.Responses["A"].Error != nil {
					t.Errorf("%v %v", err, response.Responses["A"].Error)
				}
				mu.Lock()
				defer mu.Unlock()
				took = append(took, time.Since(start))
			})
		}
		wait.Wait()
	}
	whole := time.Since(from)
	slices.Sort(took)
	share := func(p float64) time.Duration { return took[int(p*float64(len(took)-1))] }
	t.Logf("%d calls, %d at once, %d rows: p50 %s, p95 %s, highest %s; %.0f a second", len(took), panels, rows,
		share(0.5).Round(time.Millisecond), share(0.95).Round(time.Millisecond), share(1).Round(time.Millisecond),
		float64(len(took))/whole.Seconds())
	if most.Load() < panels/10 {
		t.Errorf("at most %d of %d calls were with the service at once: they wait for each other", most.Load(), panels)
	}
}

// BenchmarkOneDay is what a panel with a day of one series costs the plugin, without the service's own time.
func BenchmarkOneDay(b *testing.B) {
	answer := oneDay(1440)
	for b.Loop() {
		given := answers{"A": {}}
		query := asked{refID: "A"}
		draw(&request{}, []found{{query: &query, answer: &answer}}, 0.5, given)
		if len(given["A"].Frames) != 1 {
			b.Fatal("no frame")
		}
	}
}

func oneDay(rows int) detectionapi.SeriesAnswer {
	service, indicator := "orders", "latency_p95"
	short := oneSeries(detectionapi.SeriesQuery{Service: &service, Indicator: &indicator, From: rangeFrom.UnixMilli()})
	day := short
	day.Times, day.Values, day.Expected, day.Lower, day.Upper, day.Scores, day.Status, day.Flags = nil, nil, nil, nil, nil, nil, nil, nil
	for i := range rows {
		k := i % len(short.Values)
		day.Times = append(day.Times, rangeFrom.UnixMilli()+int64(i)*60_000)
		day.Values, day.Expected = append(day.Values, short.Values[k]), append(day.Expected, short.Expected[k])
		day.Lower, day.Upper = append(day.Lower, short.Lower[k]), append(day.Upper, short.Upper[k])
		day.Scores, day.Status, day.Flags = append(day.Scores, short.Scores[k]), append(day.Status, short.Status[k]), append(day.Flags, 0)
	}
	return day
}

func dayOfOneSeries(t *testing.T, rows int) string {
	t.Helper()
	ref := "0"
	response := detectionapi.QueryResponse{Results: []detectionapi.QueryResult{{Ref: &ref, Series: []detectionapi.SeriesAnswer{oneDay(rows)}}}}
	content, err := json.Marshal(response)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

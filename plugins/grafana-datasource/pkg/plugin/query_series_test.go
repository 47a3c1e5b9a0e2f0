package plugin

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// TestOneRequestAPanel: all series queries of a call travel together.
func TestOneRequestAPanel(t *testing.T) {
	service := newStandIn(t)
	service.answerSeries(t, func(q detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		return []detectionapi.SeriesAnswer{oneSeries(q)}
	})
	source := newSource(t, service.URL)
	response, err := source.QueryData(t.Context(), call(map[string]string{
		"A": seriesJSON,
		"B": `{"queryType":"series","entities":["payments","inventory"],"indicator":"error_ratio","environment":"prod","method":"GET","route":"/x"}`,
		"C": `{"queryType":"series","entity":"orders","indicator":"latency_p95","score":true}`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	requests := service.requests("/v1/query")
	if len(requests) != 1 {
		t.Fatalf("%d requests", len(requests))
	}
	var sent detectionapi.QueryRequest
	if err := json.Unmarshal([]byte(requests[0].body), &sent); err != nil {
		t.Fatal(err)
	}
	if len(sent.Queries) != 4 || *sent.Queries[2].Service != "inventory" || *sent.Queries[2].Environment != "prod" || *sent.Queries[2].Route != "/x" {
		t.Errorf("sent %s", requests[0].body)
	}
	if first := sent.Queries[0]; first.From != rangeFrom.UnixMilli() || first.To != rangeTo.UnixMilli() || *first.MaxDataPoints != 1200 || first.Method != nil {
		t.Errorf("sent %s", requests[0].body)
	}
	for refID, count := range map[string]int{"A": 1, "B": 2, "C": 1} {
		if got := len(response.Responses[refID].Frames); got != count {
			t.Errorf("%s: %d frames, expected %d", refID, got, count)
		}
	}
}

func TestDisplayNamesAreUniqueAndTheBandFindsItsLower(t *testing.T) {
	service := newStandIn(t)
	// Two series of one service and indicator that only the environment tells apart, and one that nothing does.
	service.answerSeries(t, func(q detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		prod, test, again := oneSeries(q), oneSeries(q), oneSeries(q)
		test.Series.Entity.Environment = "test"
		return []detectionapi.SeriesAnswer{prod, test, again}
	})
	answer := ask(t, newSource(t, service.URL), seriesJSON)
	seen := make(map[string]bool)
	fills := make(map[string]string)
	for _, frame := range answer.Frames {
		for _, field := range frame.Fields[1:] {
			name := field.Config.DisplayNameFromDS
			if seen[name] {
				t.Errorf("the name %q is there twice", name)
			}
			seen[name] = true
			if target, is := field.Config.Custom["fillBelowTo"].(string); is {
				fills[name] = target
			}
		}
	}
	if len(fills) != 3 {
		t.Errorf("%d bands, expected 3", len(fills))
	}
	for upper, lower := range fills {
		if !seen[lower] {
			t.Errorf("%q is filled down to %q, which is not there: Grafana would drop the band silently", upper, lower)
		}
	}
}

func TestBandsAreOffAboveFiveSeries(t *testing.T) {
	service := newStandIn(t)
	service.answerSeries(t, func(q detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		return []detectionapi.SeriesAnswer{oneSeries(q)}
	})
	source := newSource(t, service.URL)
	for count, banded := range map[int]bool{5: true, 6: false} {
		names := make([]string, count)
		for i := range names {
			names[i] = fmt.Sprintf(`"s%s"`, strings.Repeat("x", i))
		}
		answer := ask(t, source, `{"queryType":"series","indicator":"latency_p95","entities":[`+strings.Join(names, ",")+`]}`)
		_, at := answer.Frames[0].FieldByName("upper")
		if (at >= 0) != banded {
			t.Errorf("%d series: band %v", count, at >= 0)
		}
		if _, at := answer.Frames[0].FieldByName("anomaly"); at < 0 {
			t.Errorf("%d series: the anomalies are gone", count)
		}
		if noted := noticed(answer.Frames, "Bands are hidden above 5 series."); noted == banded {
			t.Errorf("%d series: notice %v", count, noted)
		}
	}
}

func TestWhatAPersonShouldKnow(t *testing.T) {
	service := newStandIn(t)
	source := newSource(t, service.URL)
	service.answerSeries(t, func(detectionapi.SeriesQuery) []detectionapi.SeriesAnswer { return nil })
	if answer := ask(t, source, seriesJSON); !noticed(answer.Frames, "No series matches orders · latency_p95.") || answer.Error != nil {
		t.Errorf("nothing matches: %v", answer)
	}
	service.answers["POST /v1/query"] = text(200, `{"results":[{"ref":"0","truncated":true,"series":[]}],"stepsRead":0}`)
	if answer := ask(t, source, seriesJSON); answer.Error != nil {
		t.Error(answer.Error)
	}
}

func TestTooManyReads(t *testing.T) {
	service := newStandIn(t)
	service.answerSeries(t, func(q detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		return []detectionapi.SeriesAnswer{oneSeries(q)}
	})
	source := newSource(t, service.URL)
	list := func(count int) string {
		return `{"queryType":"series","indicator":"x","entities":["s` + strings.Repeat(`","s`, count-1) + `"]}`
	}
	queries := map[string]string{"A": list(100), "B": list(100), "C": list(50)}
	response, err := source.QueryData(t.Context(), call(queries))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(response.Responses["C"].Frames); got != 50 {
		t.Errorf("%d frames: %v", got, response.Responses["C"].Error)
	}
	if requests := len(service.requests("/v1/query")); requests != 3 {
		t.Errorf("%d requests for 250 reads, expected 3", requests)
	}
	if answer := ask(t, source, list(101)); answer.Error == nil || !strings.Contains(answer.Error.Error(), "at most 100") {
		t.Error(answer.Error)
	}
	for _, refID := range []string{"D", "E", "F"} {
		queries[refID] = list(100)
	}
	response, err = source.QueryData(t.Context(), call(queries))
	if err != nil {
		t.Fatal(err)
	}
	if answer := response.Responses["A"]; answer.Error == nil || !strings.Contains(answer.Error.Error(), "come to 550 reads") {
		t.Error(answer.Error)
	}
}

// TestAlertRulesGetNumbers: one column of numbers with labels of its own, nothing else.
func TestAlertRulesGetNumbers(t *testing.T) {
	service := newStandIn(t)
	service.answerSeries(t, func(q detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		return []detectionapi.SeriesAnswer{oneSeries(q)}
	})
	source := newSource(t, service.URL)
	for _, header := range []string{"FromAlert", "http_X-Grafana-From-Expr"} {
		request := call(map[string]string{
			"A": `{"queryType":"series","indicator":"latency_p95","entities":["orders","payments"]}`,
			"B": `{"queryType":"problems"}`,
		})
		request.Headers[header] = "true"
		response, err := source.QueryData(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		labels := make(map[string]bool)
		for _, frame := range response.Responses["A"].Frames {
			if len(frame.Fields) != 2 || frame.Fields[1].Type() != data.FieldTypeNullableFloat64 {
				t.Errorf("%s: fields %v", header, frame.Fields)
			}
			if frame.TimeSeriesSchema().Type != data.TimeSeriesTypeWide {
				t.Errorf("%s: alerting cannot reduce it", header)
			}
			labels[frame.Fields[1].Labels.String()] = true
		}
		if len(labels) != 2 {
			t.Errorf("%s: labels %v do not tell the series apart", header, labels)
		}
		if answer := response.Responses["B"]; answer.Error == nil || !strings.Contains(answer.Error.Error(), "Choose Show: Series.") {
			t.Errorf("%s: problems in a rule: %v", header, answer.Error)
		}
	}
}

func noticed(frames data.Frames, text string) bool {
	for _, frame := range frames {
		if frame.Meta == nil {
			continue
		}
		for _, notice := range frame.Meta.Notices {
			if notice.Text == text {
				return true
			}
		}
	}
	return false
}

package plugin

import (
	"flag"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/experimental"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// The checker writes what is missing or wrong only when asked to: go test ./pkg/plugin -update
var update = flag.Bool("update", false, "write the golden files")

// TestGoldenFrames compares what Grafana gets with committed files that a person can read.
func TestGoldenFrames(t *testing.T) {
	service := newStandIn(t)
	service.answerSeries(t, func(query detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		return []detectionapi.SeriesAnswer{oneSeries(query)}
	})
	source := newSource(t, service.URL)
	for name, query := range map[string]string{
		"series":              `{"queryType":"series","entity":"orders","indicator":"latency_p95"}`,
		"series-without-band": `{"queryType":"series","entity":"orders","indicator":"latency_p95","band":false,"anomalies":false}`,
		"score":               `{"queryType":"series","entity":"orders","indicator":"latency_p95","score":true}`,
		"problems":            `{"queryType":"problems"}`,
		"problem-annotations": `{"queryType":"problems","format":"annotations"}`,
		"problem-lanes":       `{"queryType":"problems","format":"lanes"}`,
		"anomalies":           `{"queryType":"anomalies"}`,
		"anomaly-annotations": `{"queryType":"anomalies","format":"annotations"}`,
		"entities":            `{"queryType":"entities"}`,
		"forecast":            `{"queryType":"forecast","entity":"payments","indicator":"error_ratio","said":true}`,
		"ratings":             `{"queryType":"rating"}`,
		"rating-lines":        `{"queryType":"rating","entity":"payments"}`,
	} {
		t.Run(name, func(t *testing.T) {
			request := call(map[string]string{"A": query})
			if name == "problem-lanes" {
				request.Queries[0].MaxDataPoints = 120
			}
			response, err := source.QueryData(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			answer := response.Responses["A"]
			if answer.Error != nil {
				t.Fatal(answer.Error)
			}
			experimental.CheckGoldenJSONResponse(t, "testdata", name, &answer, *update)
		})
	}
	t.Run("series-for-alerts", func(t *testing.T) {
		request := call(map[string]string{"A": `{"queryType":"series","entity":"orders","indicator":"latency_p95"}`})
		request.Headers["FromAlert"] = "true"
		response, err := source.QueryData(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		answer := response.Responses["A"]
		experimental.CheckGoldenJSONResponse(t, "testdata", "series-for-alerts", &answer, *update)
	})
}

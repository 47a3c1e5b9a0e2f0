package plugin

import (
	"strings"
	"testing"
)

const forecastJSON = `{"queryType":"forecast","entity":"payments","indicator":"error_ratio"}`

func TestForecastsAndRatingsNeedAServiceThatOffersThem(t *testing.T) {
	service := newStandIn(t)
	service.answers["GET /v1/info"] = text(200, offering(t, "query"))
	source := newSource(t, service.URL)
	for query, what := range map[string]string{forecastJSON: "forecasts", `{"queryType":"rating"}`: "ratings"} {
		if answer := ask(t, source, query); answer.Error != nil || !noticed(answer.Frames, "This service does not offer "+what+" yet.") {
			t.Errorf("%v", answer)
		}
	}
}

func TestForecastSaysWhatAPersonShouldKnow(t *testing.T) {
	service := newStandIn(t)
	source := newSource(t, service.URL)
	if answer := ask(t, source, strings.Replace(forecastJSON, "payments", "nobody", 1)); !noticed(answer.Frames, "No series matches nobody · error_ratio.") {
		t.Errorf("no series: %v", answer)
	}
	request := call(map[string]string{"A": forecastJSON})
	request.Queries[0].TimeRange.To = rangeFrom
	response, err := source.QueryData(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if !noticed(response.Responses["A"].Frames, "The forecast lies after this range. Set 'To' to now+24h.") {
		t.Error("a range that ends before the forecast is not mentioned")
	}
	for path := range service.answers {
		if strings.HasSuffix(path, "/forecast") {
			service.answers[path] = text(200, strings.NewReplacer(`"status": "made"`, `"status": "withheld"`, `"reason": null`, `"reason": "It would have missed 3 of 5 past days."`).Replace(readExample(t, "Forecast")))
		}
	}
	if answer := ask(t, source, forecastJSON); !noticed(answer.Frames, "No forecast: it would have missed 3 of 5 past days.") {
		t.Errorf("withheld: %v", answer.Frames)
	}
	if answer := ask(t, source, `{"queryType":"forecast","entity":"payments","indicator":"error_ratio","horizon":"1y"}`); answer.Error == nil {
		t.Error("a horizon of a year was taken")
	}
}

package plugin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

const listedFrom = int64(1763388000000)

// troubled makes the stand-in tell of problems of services by name: open ones, and closed ones with a minus in front.
func troubled(t *testing.T, service *standIn, names ...string) {
	t.Helper()
	page := detectionapi.ProblemPage{Items: []detectionapi.Problem{}}
	for i, name := range names {
		problem := detectionapi.Problem{
			Id: [16]byte{1, byte(i)}, EntityId: name + "0", Service: name, Start: listedFrom + int64(i)*600_000,
			Description: name + " is slow.", ConcernScore: float64(10 + i), Stage: "problem-potential",
			Feedback: detectionapi.FeedbackSummary{Words: []detectionapi.Feedback{}},
		}
		if name[0] == '-' {
			end := problem.Start + 60_000
			problem.Service, problem.EntityId, problem.End = name[1:], name[1:]+"0", &end
		}
		page.Items = append(page.Items, problem)
	}
	service.answers["GET /v1/problems"] = told(t, page)
	service.answers["GET /v1/catalog/entities"] = text(200, `{"items":[],"next":null}`)
}

func told(t *testing.T, value any) http.HandlerFunc {
	t.Helper()
	content, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text(200, string(content))
}

func read[T any](t *testing.T, source *Datasource, path string) T {
	t.Helper()
	got := callResource(t, source, http.MethodGet, path, "", nil)
	var value T
	if err := json.Unmarshal([]byte(got.body), &value); got.status != 200 || err != nil {
		t.Fatalf("%s: %d %s %v", path, got.status, got.body, err)
	}
	return value
}

func TestProblemsAreSearchedSortedAndPaged(t *testing.T) {
	service := newStandIn(t)
	service.answers["GET /v1/info"] = text(200, offering(t, "inventory", "ratings"))
	troubled(t, service, "orders", "-payments", "stock", "-stock")
	service.answers["GET /v1/catalog/entities"] = text(200, `{"items":[{"ref":"component:default/orders","owner":"group:default/team-order","serviceName":null}],"next":null}`)
	source := newSource(t, service.URL)
	for path, expected := range map[string][]string{
		"problems":                          {"stock", "orders", "stock", "payments"},
		"problems?sort=since":               {"orders", "payments", "stock", "stock"},
		"problems?sort=-concern":            {"stock", "stock", "payments", "orders"},
		"problems?state=open":               {"stock", "orders"},
		"problems?state=closed":             {"stock", "payments"},
		"problems?q=PAY":                    {"payments"},
		"problems?q=team-order":             {"orders"},
		"problems?owner=team-order":         {"orders"},
		"problems?limit=1&offset=1":         {"orders"},
		"problems?offset=99":                {},
		"problems?environment=elsewhere":    {},
		"problems?q=%3Cscript%3E&limit=abc": {},
	} {
		var names []string
		got := read[ProblemListing](t, source, path)
		for _, one := range got.Items {
			names = append(names, one.Service)
		}
		if !slices.Equal(names, expected) {
			t.Errorf("%s: %v, expected %v", path, names, expected)
		}
	}
	all := read[ProblemListing](t, source, fmt.Sprintf("problems?from=%d&to=%d&limit=1", listedFrom, listedFrom+1))
	if all.Total != 4 || all.Open != 2 || all.Closed != 2 || all.Affected != 3 || all.Storm != nil || all.Owners["team-order"] != 1 || all.NewestSample == nil {
		t.Errorf("%+v", all)
	}
	if heard := service.requests("/v1/problems"); heard[len(heard)-1].query != fmt.Sprintf("limit=1000&from=%d&to=%d", listedFrom, listedFrom+1) {
		t.Errorf("asked %s", heard[len(heard)-1].query)
	}
}

func TestManyAtOnceAreOneStorm(t *testing.T) {
	service := newStandIn(t)
	names := make([]string, 30)
	for i := range names {
		names[i] = fmt.Sprintf("service-%02d", i)
	}
	troubled(t, service, names...)
	page := detectionapi.ProblemPage{}
	source := newSource(t, service.URL)
	if got := read[ProblemListing](t, source, "problems"); got.Storm != nil || got.Total != 30 {
		t.Errorf("ten minutes apart: %+v %d", got.Storm, got.Total)
	}
	for i, name := range names {
		page.Items = append(page.Items, detectionapi.Problem{
			Id: [16]byte{1, byte(i)}, Service: name, Start: listedFrom + int64(i)*1000, Stage: "problem-potential",
			Feedback: detectionapi.FeedbackSummary{Words: []detectionapi.Feedback{}},
		})
	}
	page.Items[0].Start -= 3_600_000
	service.answers["GET /v1/problems"] = told(t, page)
	got := read[ProblemListing](t, source, "problems")
	if got.Storm == nil || got.Storm.Services != 29 || got.Storm.Since != listedFrom+1000 || got.Total != 1 || len(got.Services) != mostLanes {
		t.Errorf("%+v %d %v", got.Storm, got.Total, got.Services)
	}
	if got := read[ProblemListing](t, source, "problems?state=storm"); got.Total != 29 {
		t.Errorf("the storm has %d rows", got.Total)
	}
}

func TestServicesAreListedExceptionsFirst(t *testing.T) {
	service := newStandIn(t)
	service.answers["GET /v1/info"] = text(200, offering(t, "ratings"))
	names := make([]string, 5000)
	for i := range names {
		names[i] = fmt.Sprintf("service-%04d", i)
	}
	watched(t, service, append(names, "orders", "reorders")...)
	troubled(t, service, "orders", "service-4321", "service-4321")
	service.answerSeries(t, func(query detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		answer := oneSeries(query)
		answer.Series.Entity.Id = *query.Service + "0"
		return []detectionapi.SeriesAnswer{answer}
	})
	page := detectionapi.EntityPage{Items: []detectionapi.Entity{}}
	for _, name := range append(names, "orders", "reorders") {
		page.Items = append(page.Items, detectionapi.Entity{Id: name + "0", Kind: "service", Name: name, Environment: "prod"})
	}
	service.answers["GET /v1/entities"] = func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("kind") == "service" {
			told(t, page)(w, r)
			return
		}
		text(200, `{"items":[],"next":null}`)(w, r)
	}
	source := newSource(t, service.URL)
	got := read[ServiceListing](t, source, "services")
	if got.Total != 5002 || got.Kinds["service"] != 5002 || got.Quiet != 5000 || len(got.Items) != defaultRows {
		t.Fatalf("%d, %d quiet, %d shown", got.Total, got.Quiet, len(got.Items))
	}
	first, second, third := got.Items[0], got.Items[1], got.Items[2]
	if first.Name != "service-4321" || first.Problems != 2 || first.Problem.ConcernScore != 12 || second.Name != "orders" || third.Problem != nil {
		t.Errorf("%+v, %+v, %+v", first, second, third)
	}
	if first.RequestRate == nil || *first.RequestRate != 212 || *first.LastSample != source.now().Add(-recentSpan).UnixMilli()+300_000 {
		t.Errorf("newest %v at %v", first.RequestRate, first.LastSample)
	}
	if got := read[ServiceListing](t, source, "services?q=orders&sort=-service"); len(got.Items) != 2 || got.Items[0].Name != "reorders" || got.Quiet != 1 {
		t.Errorf("%+v", got)
	}
	if got := read[ServiceListing](t, source, "services?limit=9999"); len(got.Items) != mostListed {
		t.Errorf("%d on one page", len(got.Items))
	}
	if got := read[ServiceListing](t, source, "services?state=open"); got.Total != 2 {
		t.Errorf("%d with a problem", got.Total)
	}
}

func TestRoutesAreListedWithTheirNewestNumbers(t *testing.T) {
	service := newStandIn(t)
	page := detectionapi.EntityPage{Items: []detectionapi.Entity{}}
	for i := range 30 {
		method, route := "GET", fmt.Sprintf("/things/%d", i)
		page.Items = append(page.Items, detectionapi.Entity{Id: fmt.Sprintf("e%d", i), Kind: "endpoint", Name: "orders", Environment: "prod", Method: &method, Route: &route})
	}
	service.answers["GET /v1/entities"] = told(t, page)
	anomalies := detectionapi.AnomalyPage{Items: []detectionapi.Anomaly{
		{EntityId: "e29", Stage: "problem-potential", Symptom: detectionapi.Symptom{ConcernScore: 40}, Feedback: detectionapi.FeedbackSummary{Words: []detectionapi.Feedback{}}},
		{EntityId: "e29", Stage: "problem-potential", Symptom: detectionapi.Symptom{ConcernScore: 58}, Feedback: detectionapi.FeedbackSummary{Words: []detectionapi.Feedback{}}},
	}}
	service.answers["GET /v1/anomalies"] = told(t, anomalies)
	service.answerSeries(t, func(query detectionapi.SeriesQuery) []detectionapi.SeriesAnswer {
		if *query.Route == "/things/3" {
			return nil
		}
		answer := oneSeries(query)
		for _, entity := range page.Items {
			if *entity.Route == *query.Route {
				answer.Series.Entity.Id = entity.Id
			}
		}
		return []detectionapi.SeriesAnswer{answer}
	})
	source := newSource(t, service.URL)
	got := read[RouteListing](t, source, "routes?service=orders&environment=prod")
	if got.Total != 30 || len(got.Items) != mostRoutes || got.Items[0].ID != "e29" || *got.Items[0].Concern != 58 || *got.Items[0].P95 != 212 {
		t.Fatalf("%d %d %+v", got.Total, len(got.Items), got.Items[0])
	}
	for _, row := range got.Items {
		if row.ID == "e3" {
			t.Error("what has no sample is not last")
		}
	}
	// One request for the rates of all, one each for errors and latencies of those shown.
	if requests := len(service.requests("/v1/query")); requests != 3 {
		t.Errorf("%d requests for numbers", requests)
	}
	if got := callResource(t, source, http.MethodGet, "routes", "", nil); got.status == 200 {
		t.Errorf("routes of nothing: %d %s", got.status, got.body)
	}
}

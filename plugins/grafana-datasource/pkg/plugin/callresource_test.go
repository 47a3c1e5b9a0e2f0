package plugin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

type reply struct {
	status int
	body   string
}

func callResource(t *testing.T, source *Datasource, method, path, body string, user *backend.User) reply {
	t.Helper()
	var got reply
	plain, query, _ := strings.Cut(path, "?")
	err := source.CallResource(t.Context(), &backend.CallResourceRequest{
		PluginContext: backend.PluginContext{User: user}, Method: method, Path: plain, URL: plain + "?" + query, Body: []byte(body),
	}, backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
		got.status, got.body = response.Status, got.body+string(response.Body)
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// watched makes the stand-in watch many services, over several pages.
func watched(t *testing.T, service *standIn, names ...string) {
	t.Helper()
	service.answers["GET /v1/entities"] = func(w http.ResponseWriter, r *http.Request) {
		page := detectionapi.EntityPage{Items: []detectionapi.Entity{}}
		if r.FormValue("kind") == "service" {
			half := len(names) / 2
			part, next := names[:half], "second"
			if r.FormValue("cursor") == next {
				part = names[half:]
			} else {
				page.Next = &next
			}
			for i, name := range part {
				page.Items = append(page.Items, detectionapi.Entity{Id: fmt.Sprint(name, i), Kind: "service", Name: name, Environment: []string{"prod", "test"}[i%2]})
			}
		}
		content, err := json.Marshal(page)
		if err != nil {
			t.Error(err)
		}
		text(200, string(content))(w, r)
	}
}

func TestEntitiesAreSearchedHere(t *testing.T) {
	service := newStandIn(t)
	names := make([]string, 2000)
	for i := range names {
		names[i] = fmt.Sprintf("service-%04d", i)
	}
	watched(t, service, append(names, "orders", "reorders", "payments", "inventory")...)
	source := newSource(t, service.URL)
	for path, expected := range map[string]string{
		"entities?q=order":               `{"items":["orders","reorders"],"more":false}`,
		"entities?q=ORDER&limit=1":       `{"items":["orders"],"more":true}`,
		"entities?q=nothing":             `{"items":[],"more":false}`,
		"entities/check?name=orders":     `{"known":true}`,
		"entities/check?name=order":      `{"known":false,"suggestion":"orders"}`,
		"entities/check?name=zzzzzzzzzz": `{"known":false}`,
		"environments":                   `{"items":["prod","test"],"more":false}`,
	} {
		if got := callResource(t, source, http.MethodGet, path, "", nil); got.status != 200 || strings.TrimSpace(got.body) != expected {
			t.Errorf("%s: %d %s, expected %s", path, got.status, got.body, expected)
		}
	}
	var all Options
	if err := json.Unmarshal([]byte(callResource(t, source, http.MethodGet, "entities?limit=100000", "", nil).body), &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Items) != mostOptions || !all.More {
		t.Errorf("%d of %d options, more %v", len(all.Items), mostOptions, all.More)
	}
	// Two pages of services, one each of devices and nodes; then the list is remembered.
	if requests := len(service.requests("/v1/entities")); requests != 4 {
		t.Errorf("%d requests for the list", requests)
	}
}

func TestIndicatorsAndEndpoints(t *testing.T) {
	service := newStandIn(t)
	source := newSource(t, service.URL)
	got := callResource(t, source, http.MethodGet, "indicators?entity=payments", "", nil)
	if got.status != 200 || !strings.Contains(got.body, `"error_ratio"`) {
		t.Errorf("%d %s", got.status, got.body)
	}
	if query := service.requests("/v1/series")[0].query; !strings.Contains(query, "service=payments") {
		t.Errorf("asked %s", query)
	}
	if got := callResource(t, source, http.MethodGet, "endpoints?entity=payments", "", nil); got.status != 200 || !strings.Contains(got.body, `"items":[`) {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// TestNoStatusSignsThePersonOut: a 401 would make Grafana believe that the person's session had ended.
func TestNoStatusSignsThePersonOut(t *testing.T) {
	service := newStandIn(t)
	source := newSource(t, service.URL)
	for theirs, ours := range map[int]int{401: 502, 403: 403, 500: 502, 429: 429} {
		answer := text(theirs, `{"code":"internal","message":"So it is.","details":[]}`)
		service.answers["GET /v1/series"], service.answers["GET /v1/entities"] = answer, answer
		if got := callResource(t, source, http.MethodGet, "indicators", "", nil); got.status != ours || !strings.Contains(got.body, `"message"`) {
			t.Errorf("%d became %d: %s", theirs, got.status, got.body)
		}
	}
}

func TestFeedbackIsGivenInThePersonsName(t *testing.T) {
	service := newStandIn(t)
	service.answers["POST /v1/feedback"] = text(200, `{"feedback":{},"message":"Saved."}`)
	source := newSource(t, service.URL)
	word := `{"word":"confirmed","problemId":"7d444840-9dc0-51d1-b245-5ffdce74fad2"}`
	ana := &backend.User{Login: "ana", Name: "Ana Núñez", Email: "ana@example.com", Role: "Editor"}
	if got := callResource(t, source, http.MethodPost, "v1/feedback", word, ana); got.status != 200 || !strings.Contains(got.body, "Saved.") {
		t.Fatalf("%d %s", got.status, got.body)
	}
	sent := service.requests("/v1/feedback")[0]
	for name, value := range map[string]string{"weir-actor-id": "ana", "weir-actor-name": "Ana%20N%C3%BA%C3%B1ez", "weir-actor-email": "ana@example.com"} {
		if got := sent.header.Get(name); got != value {
			t.Errorf("%s: %q, expected %q", name, got, value)
		}
	}
	if sent.body != word {
		t.Errorf("sent %s", sent.body)
	}
	for name, user := range map[string]*backend.User{"a viewer": {Login: "vera", Role: "Viewer"}, "nobody": nil, "somebody without a name": {Role: "Admin"}} {
		if got := callResource(t, source, http.MethodPost, "v1/feedback", word, user); got.status != 403 || !strings.Contains(got.body, "Needs the Editor role.") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if calls := len(service.requests("/v1/feedback")); calls != 1 {
		t.Errorf("%d words reached the service", calls)
	}
}

func TestOnlyListedOperationsPass(t *testing.T) {
	service := newStandIn(t)
	source := newSource(t, service.URL)
	admin := &backend.User{Login: "root", Role: "Admin"}
	if got := callResource(t, source, http.MethodGet, "v1/problems?open=true", "", nil); got.status != 200 || !strings.Contains(got.body, "payments") {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := service.requests("/v1/problems")[0]; got.query != "open=true" || got.header.Get("weir-actor-id") != "" {
		t.Errorf("asked %v", got)
	}
	before := len(service.heard)
	for _, operation := range []string{"POST v1/metrics", "GET metrics", "DELETE v1/problems", "GET v1/problems/../../metrics", "POST v1/query"} {
		method, path, _ := strings.Cut(operation, " ")
		if got := callResource(t, source, method, path, "{}", admin); got.status < 300 {
			t.Errorf("%s: %d %s", operation, got.status, got.body)
		}
	}
	if len(service.heard) != before {
		t.Errorf("the service heard %v", service.heard[before:])
	}
}

// TestListedOperationsExist holds the list against the contract: a path that was renamed would only fail on a screen.
func TestListedOperationsExist(t *testing.T) {
	content, err := os.ReadFile("../../../../packages/contract/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal(content, &document); err != nil {
		t.Fatal(err)
	}
	for _, path := range reads {
		if document.Paths[path]["get"] == nil {
			t.Errorf("GET %s is not in the contract", path)
		}
	}
	for _, operation := range writes {
		if method, path, _ := strings.Cut(operation, " "); document.Paths[path][strings.ToLower(method)] == nil {
			t.Errorf("%s is not in the contract", operation)
		}
	}
}

package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/weir"
)

const (
	defaultOptions = 50
	mostOptions    = 500
	mostSeries     = 2000
)

// Options is what an editor's field can be set to.
type Options struct {
	Items []string `json:"items"`
	// More says that more match than are listed.
	More bool `json:"more"`
}

// Check says whether a name is known, and which one was probably meant.
type Check struct {
	Known      bool   `json:"known"`
	Suggestion string `json:"suggestion,omitempty"`
}

// Endpoint is one method and route of a service.
type Endpoint struct {
	Method string `json:"method"`
	Route  string `json:"route"`
}

// routes are the resources of the data source: what its editors and variables ask for.
func (d *Datasource) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /info", d.resource(func(r *http.Request) (any, error) {
		return d.service.Info(r.Context())
	}))
	mux.HandleFunc("GET /entities", d.resource(func(r *http.Request) (any, error) {
		inventory, err := d.service.Inventory(r.Context())
		if err != nil {
			return nil, err
		}
		items, more := inventory.Search(r.FormValue("q"), r.FormValue("environment"), limitOf(r))
		return Options{Items: orEmpty(items), More: more}, nil
	}))
	mux.HandleFunc("GET /entities/check", d.resource(func(r *http.Request) (any, error) {
		inventory, err := d.service.Inventory(r.Context())
		if err != nil {
			return nil, err
		}
		name := r.FormValue("name")
		if inventory.Has(name) {
			return Check{Known: true}, nil
		}
		return Check{Suggestion: inventory.Nearest(name)}, nil
	}))
	mux.HandleFunc("GET /environments", d.resource(func(r *http.Request) (any, error) {
		inventory, err := d.service.Inventory(r.Context())
		if err != nil {
			return nil, err
		}
		return Options{Items: orEmpty(inventory.Environments()), More: inventory.More}, nil
	}))
	mux.HandleFunc("GET /indicators", d.resource(func(r *http.Request) (any, error) {
		series, more, err := d.service.SeriesOf(r.Context(), r.FormValue("entity"), mostSeries)
		if err != nil {
			return nil, err
		}
		return Options{Items: indicatorsOf(series, r.FormValue("q"), limitOf(r)), More: more}, nil
	}))
	mux.HandleFunc("GET /endpoints", d.resource(func(r *http.Request) (any, error) {
		return d.endpoints(r.Context(), r.FormValue("entity"), limitOf(r))
	}))
	mux.HandleFunc("GET /problems", d.resource(d.problems))
	mux.HandleFunc("GET /services", d.resource(d.services))
	mux.HandleFunc("GET /routes", d.resource(d.listRoutes))
	d.addPassage(mux)
	return mux
}

func (d *Datasource) endpoints(ctx context.Context, entity string, wanted int) (any, error) {
	kind := detectionapi.ListEntitiesParamsKind("endpoint")
	params := detectionapi.ListEntitiesParams{Kind: &kind}
	if entity != "" {
		params.Service = &entity
	}
	rows, more, err := d.service.Entities(ctx, params, wanted)
	if err != nil {
		return nil, err
	}
	items := make([]Endpoint, 0, len(rows))
	for _, row := range rows {
		if row.Method != nil && row.Route != nil {
			items = append(items, Endpoint{Method: *row.Method, Route: *row.Route})
		}
	}
	return struct {
		Items []Endpoint `json:"items"`
		More  bool       `json:"more"`
	}{items, more}, nil
}

// resource answers a request with JSON, or with an error that has a sentence.
func (d *Datasource) resource(answer func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if d.broken != nil {
			writeError(w, http.StatusBadRequest, d.broken)
			return
		}
		value, err := answer(r)
		if err != nil {
			writeError(w, statusOf(err), err)
			return
		}
		writeJSON(w, http.StatusOK, value)
	}
}

// statusOf never is 401: to Grafana's front end that would mean that the person's own session has ended.
func statusOf(err error) int {
	var refusal *weir.Refusal
	if errors.As(err, &refusal) && refusal.Status != http.StatusUnauthorized && refusal.Status < http.StatusInternalServerError {
		return refusal.Status
	}
	return http.StatusBadGateway
}

func writeError(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"message": err.Error()})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The connection to Grafana may be gone; then nobody is left to tell.
	_ = json.NewEncoder(w).Encode(value)
}

func limitOf(r *http.Request) int {
	limit, err := strconv.Atoi(r.FormValue("limit"))
	if err != nil || limit <= 0 {
		return defaultOptions
	}
	return min(limit, mostOptions)
}

func orEmpty(items []string) []string {
	if items == nil {
		return []string{}
	}
	return items
}

func indicatorsOf(series []detectionapi.Series, text string, wanted int) []string {
	names := []string{}
	for _, one := range series {
		if strings.Contains(strings.ToLower(one.Indicator), strings.ToLower(text)) {
			names = append(names, one.Indicator)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return names[:min(wanted, len(names))]
}

package plugin

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// mostRoutes of a service that a page shows.
const mostRoutes = 20

// ListedRoute is one endpoint with its newest numbers; null where there is none lately.
type ListedRoute struct {
	ID          string   `json:"id"`
	Method      string   `json:"method"`
	Route       string   `json:"route"`
	RequestRate *float64 `json:"requestRate"`
	ErrorRatio  *float64 `json:"errorRatio"`
	P95         *float64 `json:"p95"`
	// Concern is the highest of its open anomalies, null without one.
	Concern *float64 `json:"concern"`
}

// RouteListing is the endpoints of a service: those with something first, then the most called.
type RouteListing struct {
	Items []ListedRoute `json:"items"`
	Total int           `json:"total"`
}

var errNoService = errors.New("say which service") //nolint:revive // a sentence for the screen

// listRoutes answers the endpoints of a service.
func (d *Datasource) listRoutes(r *http.Request) (any, error) {
	ctx, service, environment := r.Context(), r.FormValue("service"), r.FormValue("environment")
	if service == "" {
		return nil, errNoService
	}
	kind := detectionapi.ListEntitiesParamsKind("endpoint")
	entities, _, err := d.service.Entities(ctx, detectionapi.ListEntitiesParams{Kind: &kind, Service: &service}, pageOfRoutes)
	if err != nil {
		return nil, err
	}
	open := true
	anomalies, _, err := d.service.Anomalies(ctx, detectionapi.ListAnomaliesParams{Service: &service, Open: &open}, mostSeries)
	if err != nil {
		return nil, err
	}
	concerns := make(map[string]*float64)
	for i := range anomalies {
		id, score := anomalies[i].EntityId, &anomalies[i].Symptom.ConcernScore
		if concerns[id] == nil || *score > *concerns[id] {
			concerns[id] = score
		}
	}
	rows := []ListedRoute{}
	for _, entity := range entities {
		if entity.Method != nil && entity.Route != nil && (environment == "" || entity.Environment == environment) {
			rows = append(rows, ListedRoute{ID: entity.Id, Method: *entity.Method, Route: *entity.Route, Concern: concerns[entity.Id]})
		}
	}
	if err := d.addNumbers(ctx, service, environment, rows, "request_rate", func(row *ListedRoute, value *float64) { row.RequestRate = value }); err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b ListedRoute) int {
		return cmp.Or(-cmp.Compare(orNegative(a.Concern), orNegative(b.Concern)), -cmp.Compare(orNegative(a.RequestRate), orNegative(b.RequestRate)))
	})
	answer := RouteListing{Items: rows[:min(mostRoutes, len(rows))], Total: len(rows)}
	for indicator, set := range map[string]func(*ListedRoute, *float64){
		"error_ratio": func(row *ListedRoute, value *float64) { row.ErrorRatio = value },
		"latency_p95": func(row *ListedRoute, value *float64) { row.P95 = value },
	} {
		if err := d.addNumbers(ctx, service, environment, answer.Items, indicator, set); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

const pageOfRoutes = 1000

func orNegative(value *float64) float64 {
	if value == nil {
		return -1
	}
	return *value
}

// addNumbers reads the newest value of an indicator for each row, a hundred rows in one request.
func (d *Datasource) addNumbers(
	ctx context.Context, service, environment string, rows []ListedRoute, indicator string, set func(*ListedRoute, *float64),
) error {
	to := d.now()
	for first := 0; first < len(rows); first += queriesAtOnce {
		part := rows[first:min(len(rows), first+queriesAtOnce)]
		queries := make([]detectionapi.SeriesQuery, len(part))
		for i := range part {
			queries[i] = detectionapi.SeriesQuery{
				Service: &service, Environment: stated(environment), Indicator: &indicator, Method: &part[i].Method, Route: &part[i].Route,
				From: to.Add(-recentSpan).UnixMilli(), To: to.UnixMilli(),
			}
		}
		results, err := d.service.Query(ctx, queries)
		if err != nil {
			return err
		}
		for i, result := range results {
			for _, series := range result.Series {
				if series.Series.Entity.Id == part[i].ID {
					value, _ := newest(&series)
					set(&part[i], value)
				}
			}
		}
	}
	return nil
}

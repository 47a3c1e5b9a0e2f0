package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// QueryType says which of Weir's answers a query asks for.
type QueryType string

// The query types. Their words are stored in dashboards and never change.
const (
	Series    QueryType = "series"
	Problems  QueryType = "problems"
	Anomalies QueryType = "anomalies"
	Entities  QueryType = "entities"
	Forecast  QueryType = "forecast"
	Rating    QueryType = "rating"
)

// Format says how problems and anomalies are laid out.
type Format string

// The formats: rows to read, regions to draw over a panel, one row of states per service.
const (
	Table       Format = "table"
	Annotations Format = "annotations"
	Lanes       Format = "lanes"
)

const (
	longestName = 1024
	// MostEntities in one query: what a variable with many values may select.
	MostEntities = 100
	defaultLimit = 100
	mostRows     = 1000
)

// Query is one query as the editor stores it.
type Query struct {
	Type QueryType `json:"queryType"`
	// Entity is the name of a service, device, node or interface.
	Entity string `json:"entity"`
	// Entities are several, where a variable holds several; they win over Entity.
	Entities    []string `json:"entities"`
	Environment string   `json:"environment"`
	Namespace   string   `json:"namespace"`
	Indicator   string   `json:"indicator"`
	Method      string   `json:"method"`
	Route       string   `json:"route"`
	// Band and Anomalies say what is drawn beside the values; nil means yes.
	Band      *bool `json:"band"`
	Anomalies *bool `json:"anomalies"`
	// Score draws the score in place of the values.
	Score  bool   `json:"score"`
	Format Format `json:"format"`
	// State narrows problems and anomalies: open, closed, or empty for both.
	State string `json:"state"`
	// Horizon of a forecast: 24h or 14d.
	Horizon string `json:"horizon"`
	// Said adds what was said of the past before it came.
	Said bool `json:"said"`
	// Kind narrows entities.
	Kind  string `json:"kind"`
	Limit int    `json:"limit"`
}

// WithBand says whether the expected band is drawn.
func (q Query) WithBand() bool { return q.Band == nil || *q.Band }

// WithAnomalies says whether anomalous samples are marked.
func (q Query) WithAnomalies() bool { return q.Anomalies == nil || *q.Anomalies }

// ParseQuery reads and checks one query. Its errors are sentences for the person who wrote the query.
func ParseQuery(from backend.DataQuery) (Query, error) {
	var query Query
	if err := json.Unmarshal(from.JSON, &query); err != nil {
		return Query{}, fmt.Errorf("the query cannot be read: %w", err)
	}
	if query.Type == "" {
		query.Type = QueryType(from.QueryType)
	}
	if query.Type == "" {
		query.Type = Series
	}
	query.Entities = named(query.Entities)
	if len(query.Entities) == 0 {
		query.Entities = named([]string{query.Entity})
	}
	return query, query.check()
}

// named leaves out names that say nothing.
func named(names []string) []string {
	kept := make([]string, 0, len(names))
	for _, name := range names {
		if name = strings.TrimSpace(name); name != "" {
			kept = append(kept, name)
		}
	}
	return kept
}

func (q *Query) check() error {
	if len(q.Entities) > MostEntities {
		return fmt.Errorf("%d entities are selected, at most %d can be; choose fewer", len(q.Entities), MostEntities)
	}
	for _, name := range append([]string{q.Environment, q.Namespace, q.Indicator, q.Method, q.Route, q.Kind}, q.Entities...) {
		if len(name) > longestName {
			return fmt.Errorf("a name of %d characters is too long, at most %d are allowed", len(name), longestName)
		}
	}
	switch q.State {
	case "", "open", "closed":
	default:
		return fmt.Errorf("the state %q is not known; expected open or closed", q.State)
	}
	switch q.Format {
	case "":
		q.Format = Table
	case Table, Annotations, Lanes:
	default:
		return fmt.Errorf("the format %q is not known; expected table, annotations or lanes", q.Format)
	}
	switch q.Horizon {
	case "":
		q.Horizon = "24h"
	case "24h", "14d":
	default:
		return fmt.Errorf("the horizon %q is not known; expected 24h or 14d", q.Horizon)
	}
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	q.Limit = min(q.Limit, mostRows)
	if q.Type != Series {
		return nil
	}
	if len(q.Entities) == 0 {
		return errors.New("choose an entity")
	}
	if q.Indicator == "" {
		return errors.New("choose an indicator")
	}
	return nil
}

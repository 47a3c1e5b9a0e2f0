package plugin

import (
	"context"
	"fmt"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/frames"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/models"
)

const (
	// mostHappenings is what is read where rows must be chosen here: more than a screen can show.
	mostHappenings = 1000
	mostLanes      = 15
)

var (
	problemQueries = alone(func(ctx context.Context, request *request, query asked) backend.DataResponse {
		from, to, open := span(query)
		params := detectionapi.ListProblemsParams{From: &from, To: &to, Open: open, Service: only(query)}
		rows, more, err := request.service.Problems(ctx, params, wanted(query))
		if err != nil {
			return refused(err)
		}
		rows, err = chosen(ctx, request, query, rows, func(p detectionapi.Problem) (string, string) { return p.Service, p.EntityId })
		if err != nil {
			return refused(err)
		}
		happenings := make([]frames.Happening, len(rows))
		for i := range rows {
			happenings[i] = frames.Problem(&rows[i])
		}
		return laidOut(request, query, happenings, more, frames.ProblemTable)
	})

	anomalyQueries = alone(func(ctx context.Context, request *request, query asked) backend.DataResponse {
		from, to, open := span(query)
		params := detectionapi.ListAnomaliesParams{From: &from, To: &to, Open: open, Service: only(query)}
		rows, more, err := request.service.Anomalies(ctx, params, wanted(query))
		if err != nil {
			return refused(err)
		}
		if query.Indicator != "" {
			rows = slices.DeleteFunc(rows, func(a detectionapi.Anomaly) bool { return a.Indicator != query.Indicator })
		}
		rows, err = chosen(ctx, request, query, rows, func(a detectionapi.Anomaly) (string, string) { return a.Service, a.EntityId })
		if err != nil {
			return refused(err)
		}
		happenings := make([]frames.Happening, len(rows))
		for i := range rows {
			happenings[i] = frames.Anomaly(&rows[i])
		}
		return laidOut(request, query, happenings, more, frames.AnomalyTable)
	})
)

func span(query asked) (from, to int64, open *bool) {
	if query.State != "" {
		isOpen := query.State == "open"
		open = &isOpen
	}
	return query.from.UnixMilli(), query.to.UnixMilli(), open
}

// only is the entity when there is just one: then the service chooses.
func only(query asked) *string {
	if len(query.Entities) != 1 {
		return nil
	}
	return &query.Entities[0]
}

// wanted is how many rows to read: as many as shown, or all that can be where they are chosen here.
func wanted(query asked) int {
	if len(query.Entities) > 1 || query.Environment != "" || query.Indicator != "" || query.Format != models.Table {
		return mostHappenings
	}
	return query.Limit
}

// chosen leaves out what the query does not ask for and the service cannot filter by.
func chosen[T any](ctx context.Context, request *request, query asked, rows []T, of func(T) (service, entityID string)) ([]T, error) {
	if len(query.Entities) > 1 {
		rows = slices.DeleteFunc(rows, func(row T) bool {
			service, _ := of(row)
			return !slices.Contains(query.Entities, service)
		})
	}
	if query.Environment == "" {
		return rows, nil
	}
	inventory, err := request.service.Inventory(ctx)
	if err != nil {
		return nil, err
	}
	services := inventory.In(query.Environment)
	return slices.DeleteFunc(rows, func(row T) bool {
		service, entityID := of(row)
		return !services.ID[entityID] && !services.Name[service]
	}), nil
}

func laidOut(request *request, query asked, rows []frames.Happening, more bool, table func([]frames.Happening) *data.Frame) backend.DataResponse {
	if request.numbersOnly {
		return refused(backend.DownstreamErrorf("Alert rules and expressions work on series. Choose Show: Series."))
	}
	shown := len(rows)
	until := query.to
	if now := request.now(); now.Before(until) {
		until = now
	}
	var frame *data.Frame
	switch query.Format {
	case models.Annotations:
		frame = frames.Regions(rows, until)
	case models.Lanes:
		var moreLanes bool
		frame, moreLanes = frames.Lanes(rows, query.from, query.to, until, query.maxDataPoints, mostLanes)
		if moreLanes {
			frame.AppendNotices(data.Notice{Severity: data.NoticeSeverityInfo, Text: fmt.Sprintf("The %d services with the highest concern are shown.", mostLanes)})
		}
	case models.Table:
		shown = min(len(rows), query.Limit)
		more = more || shown < len(rows)
		frame = table(rows[:shown])
	}
	if more {
		frame.AppendNotices(data.Notice{Severity: data.NoticeSeverityInfo, Text: fmt.Sprintf("The newest %d are shown. Narrow the filter for the rest.", shown)})
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: data.Frames{frame}}
}

package weir

import (
	"context"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

const (
	pageRows = 1000
	// mostPages bounds how much of a list is read: more than anybody can look at.
	mostPages = 10
)

// page is one page of any list.
type page[T any] struct {
	items []T
	next  *string
}

// collect reads pages until it has wanted rows or there are no more; it says whether rows were left out.
func collect[T any](wanted int, fetch func(cursor *string, limit int32) (page[T], error)) ([]T, bool, error) {
	var rows []T
	var cursor *string
	for range mostPages {
		got, err := fetch(cursor, int32(min(pageRows, wanted-len(rows))))
		if err != nil {
			return nil, false, err
		}
		rows = append(rows, got.items...)
		if got.next == nil {
			return rows, false, nil
		}
		if len(rows) >= wanted {
			return rows[:wanted], true, nil
		}
		cursor = got.next
	}
	return rows, true, nil
}

// Problems reads the newest problems, at most wanted, and says whether there are more.
func (s *Service) Problems(ctx context.Context, params detectionapi.ListProblemsParams, wanted int) ([]detectionapi.Problem, bool, error) {
	return collect(wanted, func(cursor *string, limit int32) (page[detectionapi.Problem], error) {
		params.Cursor, params.Limit = cursor, &limit
		from := s.now()
		answer, err := s.api.ListProblemsWithResponse(ctx, &params)
		if err != nil {
			return page[detectionapi.Problem]{}, s.failed(from, err)
		}
		got, err := settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
		if err != nil {
			return page[detectionapi.Problem]{}, err
		}
		return page[detectionapi.Problem]{got.Items, got.Next}, nil
	})
}

// Anomalies reads the newest anomalies, at most wanted, and says whether there are more.
func (s *Service) Anomalies(ctx context.Context, params detectionapi.ListAnomaliesParams, wanted int) ([]detectionapi.Anomaly, bool, error) {
	return collect(wanted, func(cursor *string, limit int32) (page[detectionapi.Anomaly], error) {
		params.Cursor, params.Limit = cursor, &limit
		from := s.now()
		answer, err := s.api.ListAnomaliesWithResponse(ctx, &params)
		if err != nil {
			return page[detectionapi.Anomaly]{}, s.failed(from, err)
		}
		got, err := settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
		if err != nil {
			return page[detectionapi.Anomaly]{}, err
		}
		return page[detectionapi.Anomaly]{got.Items, got.Next}, nil
	})
}

// Entities reads entities, at most wanted, and says whether there are more.
func (s *Service) Entities(ctx context.Context, params detectionapi.ListEntitiesParams, wanted int) ([]detectionapi.Entity, bool, error) {
	return collect(wanted, func(cursor *string, limit int32) (page[detectionapi.Entity], error) {
		params.Cursor, params.Limit = cursor, &limit
		from := s.now()
		answer, err := s.api.ListEntitiesWithResponse(ctx, &params)
		if err != nil {
			return page[detectionapi.Entity]{}, s.failed(from, err)
		}
		got, err := settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
		if err != nil {
			return page[detectionapi.Entity]{}, err
		}
		return page[detectionapi.Entity]{got.Items, got.Next}, nil
	})
}

// SeriesOf reads the series of a service, or of all when it is empty.
func (s *Service) SeriesOf(ctx context.Context, service string, wanted int) ([]detectionapi.Series, bool, error) {
	var params detectionapi.ListSeriesParams
	if service != "" {
		params.Service = &service
	}
	return collect(wanted, func(cursor *string, limit int32) (page[detectionapi.Series], error) {
		params.Cursor, params.Limit = cursor, &limit
		from := s.now()
		answer, err := s.api.ListSeriesWithResponse(ctx, &params)
		if err != nil {
			return page[detectionapi.Series]{}, s.failed(from, err)
		}
		got, err := settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
		if err != nil {
			return page[detectionapi.Series]{}, err
		}
		return page[detectionapi.Series]{got.Items, got.Next}, nil
	})
}

// Sources reads the inputs of telemetry.
func (s *Service) Sources(ctx context.Context) ([]detectionapi.Source, error) {
	rows, _, err := collect(pageRows, func(cursor *string, limit int32) (page[detectionapi.Source], error) {
		from := s.now()
		answer, err := s.api.ListSourcesWithResponse(ctx, &detectionapi.ListSourcesParams{Cursor: cursor, Limit: &limit})
		if err != nil {
			return page[detectionapi.Source]{}, s.failed(from, err)
		}
		got, err := settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
		if err != nil {
			return page[detectionapi.Source]{}, err
		}
		return page[detectionapi.Source]{got.Items, got.Next}, nil
	})
	return rows, err
}

package plugin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/frames"
)

// mostForecasts of one query: their intervals would only cover each other.
const mostForecasts = 5

var forecastQueries = alone(func(ctx context.Context, request *request, query asked) backend.DataResponse {
	offered, err := request.service.Offers(ctx, "forecasts")
	if err != nil {
		return refused(err)
	}
	if !offered {
		return notOfferedAnswer("forecasts")
	}
	if len(query.Entities) == 0 || query.Indicator == "" {
		return refused(backend.DownstreamErrorf("choose an entity and an indicator"))
	}
	series, err := request.seriesOf(ctx, query)
	if err != nil {
		return refused(err)
	}
	if len(series) == 0 {
		text := fmt.Sprintf("No series matches %s · %s.", query.Entities[0], query.Indicator)
		return backend.DataResponse{Status: backend.StatusOK, Frames: data.Frames{frames.Empty(data.NoticeSeverityWarning, text)}}
	}
	names := frames.Names(series)
	response := backend.DataResponse{Status: backend.StatusOK}
	for i, one := range series[:min(mostForecasts, len(series))] {
		list, err := request.forecastOf(ctx, query, one.Id, names[i])
		if err != nil {
			return refused(err)
		}
		response.Frames = append(response.Frames, list...)
	}
	if len(series) > mostForecasts {
		frames.Note(response.Frames, data.NoticeSeverityInfo, fmt.Sprintf("%d of %d forecasts shown.", mostForecasts, len(series)))
	}
	return response
})

// forecastOf is the forecast of one series, with what was said before where that is asked for.
func (r *request) forecastOf(ctx context.Context, query asked, seriesID, name string) (data.Frames, error) {
	forecast, err := r.service.Forecast(ctx, seriesID, query.Horizon)
	if err != nil {
		return nil, err
	}
	frame := frames.Forecast(forecast, name)
	switch {
	case forecast.Status == "withheld":
		reason := "the service does not say why."
		if forecast.Reason != nil && *forecast.Reason != "" {
			reason = strings.ToLower((*forecast.Reason)[:1]) + (*forecast.Reason)[1:]
		}
		frame = frames.Empty(data.NoticeSeverityInfo, "No forecast: "+reason)
	case forecast.Issued >= query.to.UnixMilli():
		frame.AppendNotices(data.Notice{
			Severity: data.NoticeSeverityWarning, Text: fmt.Sprintf("The forecast lies after this range. Set 'To' to now+%s.", query.Horizon),
		})
	}
	if forecast.Record.Sentence != "" {
		frame.AppendNotices(data.Notice{Severity: data.NoticeSeverityInfo, Text: forecast.Record.Sentence})
	}
	if !query.Said {
		return data.Frames{frame}, nil
	}
	// What was said of the future is the forecast itself.
	until := query.to
	if now := r.now(); now.Before(until) {
		until = now
	}
	said, err := r.service.Said(ctx, seriesID, query.Horizon, query.from.UnixMilli(), until.UnixMilli())
	if err != nil {
		return nil, err
	}
	if len(said.Times) == 0 {
		return data.Frames{frame}, nil
	}
	return data.Frames{frame, frames.Said(said, name)}, nil
}

// seriesOf finds the series that the query names.
func (r *request) seriesOf(ctx context.Context, query asked) ([]*detectionapi.Series, error) {
	var found []*detectionapi.Series
	for _, entity := range query.Entities {
		rows, _, err := r.service.SeriesOf(ctx, entity, mostSeries)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if matches(&rows[i], query) {
				found = append(found, &rows[i])
			}
		}
	}
	return found, nil
}

func matches(series *detectionapi.Series, query asked) bool {
	entity := series.Entity
	is := func(value *string, wanted string) bool {
		return wanted == "" && value == nil || value != nil && *value == wanted
	}
	return series.Indicator == query.Indicator && slices.Contains(query.Entities, entity.Name) &&
		(query.Environment == "" || entity.Environment == query.Environment) &&
		(query.Namespace == "" || entity.Namespace == query.Namespace) &&
		is(entity.Method, query.Method) && is(entity.Route, query.Route)
}

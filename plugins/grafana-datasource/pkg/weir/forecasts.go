package weir

import (
	"context"
	"slices"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// Offers says whether the service can do what the word stands for.
func (s *Service) Offers(ctx context.Context, capability string) (bool, error) {
	info, err := s.Info(ctx)
	if err != nil {
		return false, err
	}
	return slices.Contains(info.Capabilities, capability), nil
}

// Forecast is the newest forecast of a series.
func (s *Service) Forecast(ctx context.Context, seriesID, horizon string) (*detectionapi.Forecast, error) {
	params := detectionapi.GetForecastParams{Horizon: (*detectionapi.GetForecastParamsHorizon)(&horizon)}
	from := s.now()
	answer, err := s.api.GetForecastWithResponse(ctx, seriesID, &params)
	if err != nil {
		return nil, s.failed(from, err)
	}
	return settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
}

// Said is what was said of past steps before they came.
func (s *Service) Said(ctx context.Context, seriesID, horizon string, start, end int64) (*detectionapi.Said, error) {
	params := detectionapi.GetSaidParams{Horizon: (*detectionapi.GetSaidParamsHorizon)(&horizon), From: start, To: end}
	from := s.now()
	answer, err := s.api.GetSaidWithResponse(ctx, seriesID, &params)
	if err != nil {
		return nil, s.failed(from, err)
	}
	return settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
}

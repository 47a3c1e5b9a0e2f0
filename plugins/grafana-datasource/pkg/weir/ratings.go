package weir

import (
	"context"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// Ratings reads ratings of APIs whose name holds the text, at most wanted, and says whether there are more.
func (s *Service) Ratings(ctx context.Context, text string, wanted int) ([]detectionapi.Rating, bool, error) {
	var params detectionapi.ListRatingsParams
	// The service takes no longer text; what is left out is chosen by the caller.
	if text = text[:min(len(text), longestSearch)]; text != "" {
		params.Q = &text
	}
	return collect(wanted, func(cursor *string, limit int32) (page[detectionapi.Rating], error) {
		params.Cursor, params.Limit = cursor, &limit
		from := s.now()
		answer, err := s.api.ListRatingsWithResponse(ctx, &params)
		if err != nil {
			return page[detectionapi.Rating]{}, s.failed(from, err)
		}
		got, err := settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
		if err != nil {
			return page[detectionapi.Rating]{}, err
		}
		return page[detectionapi.Rating]{got.Items, got.Next}, nil
	})
}

const longestSearch = 256

package plugin

import (
	"context"
	"fmt"
	"slices"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/frames"
)

// ratingQueries answer a table of all APIs, or, of those that the query names, where their points went.
var ratingQueries = alone(func(ctx context.Context, request *request, query asked) backend.DataResponse {
	offered, err := request.service.Offers(ctx, "ratings")
	if err != nil {
		return refused(err)
	}
	if !offered {
		return notOfferedAnswer("ratings")
	}
	search := ""
	if only := only(query); only != nil {
		search = *only
	}
	rows, more, err := request.service.Ratings(ctx, search, mostHappenings)
	if err != nil {
		return refused(err)
	}
	rows = slices.DeleteFunc(rows, func(r detectionapi.Rating) bool {
		return len(query.Entities) > 0 && !slices.Contains(query.Entities, r.Service) || query.Environment != "" && r.Environment != query.Environment
	})
	response := backend.DataResponse{Status: backend.StatusOK}
	if len(query.Entities) == 0 {
		shown := min(len(rows), query.Limit)
		frame := frames.RatingTable(rows[:shown])
		if more || shown < len(rows) {
			frame.AppendNotices(data.Notice{Severity: data.NoticeSeverityInfo, Text: fmt.Sprintf("%d APIs shown. Narrow the filter for the rest.", shown)})
		}
		response.Frames = data.Frames{frame}
		return response
	}
	for i := range rows[:min(len(rows), query.Limit)] {
		response.Frames = append(response.Frames, frames.RatingLines(&rows[i]))
	}
	if len(rows) == 0 {
		response.Frames = data.Frames{frames.Empty(data.NoticeSeverityInfo,
			fmt.Sprintf("%s is not rated yet. Ratings start about a day after the first calls.", query.Entities[0]))}
	}
	return response
})

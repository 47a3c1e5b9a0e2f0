package plugin

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/frames"
)

var entityQueries = alone(func(ctx context.Context, request *request, query asked) backend.DataResponse {
	params := detectionapi.ListEntitiesParams{Service: only(query)}
	if query.Kind != "" {
		kind := detectionapi.ListEntitiesParamsKind(query.Kind)
		if !kind.Valid() {
			return refused(backend.DownstreamErrorf("the kind %q is not known; expected service, endpoint, device, node or interface", query.Kind))
		}
		params.Kind = &kind
	}
	rows, more, err := request.service.Entities(ctx, params, wanted(query))
	if err != nil {
		return refused(err)
	}
	kept := rows[:0]
	for _, row := range rows {
		if query.Environment == "" || row.Environment == query.Environment {
			kept = append(kept, row)
		}
	}
	shown := min(len(kept), query.Limit)
	frame := frames.EntityTable(kept[:shown])
	if more || shown < len(kept) {
		frame.AppendNotices(data.Notice{Severity: data.NoticeSeverityInfo, Text: fmt.Sprintf("%d entities shown. Narrow the filter for the rest.", shown)})
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: data.Frames{frame}}
})

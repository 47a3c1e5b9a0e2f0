package plugin

import (
	"context"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/frames"
)

// notOffered answers queries for what the service has no answer to yet.
func notOffered(what string) queryType {
	return alone(func(context.Context, *request, asked) backend.DataResponse { return notOfferedAnswer(what) })
}

func notOfferedAnswer(what string) backend.DataResponse {
	frame := frames.Empty(data.NoticeSeverityInfo, fmt.Sprintf("This service does not offer %s yet.", what))
	return backend.DataResponse{Status: backend.StatusOK, Frames: data.Frames{frame}}
}

package plugin

import (
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/frames"
)

// notOfferedAnswer says that the service has no answer to such queries: it is older than this plugin.
func notOfferedAnswer(what string) backend.DataResponse {
	frame := frames.Empty(data.NoticeSeverityInfo, fmt.Sprintf("This service does not offer %s yet.", what))
	return backend.DataResponse{Status: backend.StatusOK, Frames: data.Frames{frame}}
}

// Command gpx_weir_detection is the backend of the Grafana data source for Weir. Grafana starts it and speaks gRPC with it.
package main

import (
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/plugin"
)

func main() {
	plugin.SettleMemory()
	if err := datasource.Manage("weir-detection-datasource", plugin.NewDatasource, datasource.ManageOpts{}); err != nil {
		backend.Logger.Error("the plugin ended", "error", err.Error())
		os.Exit(1)
	}
}

package frames

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// EntityTable lists what is watched.
func EntityTable(rows []detectionapi.Entity) *data.Frame {
	text := func(value *string) string {
		if value == nil {
			return ""
		}
		return *value
	}
	frame := data.NewFrame("",
		data.NewField("Entity", nil, each(rows, func(e detectionapi.Entity) string { return e.Name })),
		data.NewField("Kind", nil, each(rows, func(e detectionapi.Entity) string { return string(e.Kind) })),
		data.NewField("Environment", nil, each(rows, func(e detectionapi.Entity) string { return e.Environment })),
		data.NewField("Namespace", nil, each(rows, func(e detectionapi.Entity) string { return e.Namespace })),
		data.NewField("Method", nil, each(rows, func(e detectionapi.Entity) string { return text(e.Method) })),
		data.NewField("Route", nil, each(rows, func(e detectionapi.Entity) string { return text(e.Route) })),
		firstSeen(rows),
		data.NewField("id", nil, each(rows, func(e detectionapi.Entity) string { return e.Id })),
	)
	return frame.SetMeta(&data.FrameMeta{PreferredVisualization: data.VisTypeTable})
}

func firstSeen(rows []detectionapi.Entity) *data.Field {
	field := data.NewField("First seen", nil, each(rows, func(e detectionapi.Entity) time.Time { return time.UnixMilli(e.FirstSeen).UTC() }))
	field.Config = &data.FieldConfig{Unit: "time:D MMM YYYY HH:mm", Custom: map[string]any{"width": 160}}
	return field
}

package frames

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

const forecastColour = "purple"

// Forecast lays a forecast out as a frame: a dashed line, the interval that holds 80 % inside the one that holds 95 %.
// The first objective of the series is drawn as a dashed line across.
func Forecast(forecast *detectionapi.Forecast, name string) *data.Frame {
	line := name + " forecast"
	expected := number("forecast", line, forecast.Values, unitOf(&forecast.Series), map[string]any{
		"lineWidth": 1.5, "fillOpacity": 0, "lineStyle": map[string]any{"fill": "dash", "dash": []int{8, 6}},
	})
	expected.Labels = labelsOf(&forecast.Series)
	if len(forecast.Objectives) > 0 {
		expected.Config.Custom["thresholdsStyle"] = map[string]any{"mode": "dashed"}
		expected.Config.Thresholds = &data.ThresholdsConfig{Mode: data.ThresholdsModeAbsolute, Steps: []data.Threshold{
			data.NewThreshold(lowest, "transparent", ""),
			data.NewThreshold(forecast.Objectives[0].Value, highColour, ""),
		}}
	}
	frame := data.NewFrame(line, data.NewField("time", nil, moments(forecast.Times)), expected)
	unit := unitOf(&forecast.Series)
	frame.Fields = append(frame.Fields, interval("95", line, forecast.Lower95, forecast.Upper95, unit, 10)...)
	frame.Fields = append(frame.Fields, interval("80", line, forecast.Lower80, forecast.Upper80, unit, 20)...)
	return frame.SetMeta(&data.FrameMeta{PreferredVisualization: data.VisTypeGraph})
}

// Said lays out what was said of past steps before they came: thin and dotted, with its interval.
func Said(said *detectionapi.Said, name string) *data.Frame {
	line := name + ", as it was said"
	unit := unitOf(&said.Series)
	values := number("said", line, said.Values, unit, map[string]any{
		"lineWidth": 1, "fillOpacity": 0, "lineStyle": map[string]any{"fill": "dot", "dash": []int{2, 4}},
	})
	frame := data.NewFrame(line, data.NewField("time", nil, moments(said.Times)), values)
	frame.Fields = append(frame.Fields, interval("95", line, said.Lower95, said.Upper95, unit, 10)...)
	return frame.SetMeta(&data.FrameMeta{PreferredVisualization: data.VisTypeGraph})
}

// interval are an upper and a lower bound with the room between them filled.
func interval(level, line string, lower, upper []float64, unit string, opacity int) []*data.Field {
	hidden := map[string]any{"legend": true, "tooltip": false, "viz": false}
	below := line + " lower " + level + " %"
	return []*data.Field{
		number("upper"+level, line+" upper "+level+" %", upper, unit, map[string]any{
			"lineWidth": 0, "fillOpacity": opacity, "fillBelowTo": below, "showPoints": "never", "hideFrom": hidden,
		}),
		number("lower"+level, below, lower, unit, map[string]any{
			"lineWidth": 0, "fillOpacity": 0, "showPoints": "never", "hideFrom": hidden,
		}),
	}
}

func number(name, display string, values []float64, unit string, custom map[string]any) *data.Field {
	field := data.NewField(name, nil, values)
	field.Config = &data.FieldConfig{DisplayNameFromDS: display, Unit: unit, Color: fixed(forecastColour), Custom: custom}
	return field
}

func moments(times []int64) []time.Time {
	return each(times, func(at int64) time.Time { return time.UnixMilli(at).UTC() })
}

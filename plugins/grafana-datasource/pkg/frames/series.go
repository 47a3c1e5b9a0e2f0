package frames

import (
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// BandLimit is how many series a panel may show with bands: more would only cover each other.
const BandLimit = 5

// Drawing says what is drawn of a series.
type Drawing struct {
	// Name is the display name, which no other series of the answer has.
	Name string
	// Colour of line and band; empty leaves it to the panel.
	Colour string
	// Alone says that no other series is drawn, so that marks need no name of their own.
	Alone bool
	// Band and Anomalies say what stands beside the values.
	Band, Anomalies bool
	// Score draws the score in place of the values.
	Score bool
	// NumbersOnly leaves one column of numbers with labels: what alert rules and expressions reduce.
	NumbersOnly bool
	// OpenScore is the score from which on a sample is anomalous; the threshold of drawn scores.
	OpenScore float64
	// Why is where a click on a value leads.
	Why *data.DataLink
}

// Series lays one series out as a frame: time, value, and what is drawn beside it, each with its own configuration.
func Series(answer *detectionapi.SeriesAnswer, drawing Drawing) *data.Frame {
	frame := data.NewFrame(drawing.Name, timeField(answer.Times))
	labels := labelsOf(&answer.Series)
	switch {
	case drawing.Score:
		frame.Fields = append(frame.Fields, scoreField(answer, drawing, labels))
	case drawing.NumbersOnly:
		frame.Fields = append(frame.Fields, valueField(answer, drawing, labels))
	default:
		frame.Fields = append(frame.Fields, valueField(answer, drawing, labels))
		frame.Fields = append(frame.Fields, besides(answer, drawing)...)
	}
	frame.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeGraph}
	if len(frame.Fields) == 2 {
		frame.Meta.Type, frame.Meta.TypeVersion = data.FrameTypeTimeSeriesMulti, data.FrameTypeVersion{0, 1}
	}
	return frame
}

func timeField(starts []int64) *data.Field {
	times, _ := timesAgain.Get().(*[]time.Time)
	if times == nil {
		times = new([]time.Time)
	}
	defer timesAgain.Put(times)
	*times = (*times)[:0]
	for _, at := range starts {
		*times = append(*times, time.UnixMilli(at).UTC())
	}
	return data.NewField("time", nil, *times)
}

// timesAgain are columns of times to be filled again: a field has a copy of its own.
var timesAgain sync.Pool

// labelsOf tells the series from every other one in alert rules.
func labelsOf(series *detectionapi.Series) data.Labels {
	labels := data.Labels{"service": series.Entity.Name, "indicator": series.Indicator}
	put := func(name, value string) {
		if value != "" {
			labels[name] = value
		}
	}
	put("environment", series.Entity.Environment)
	put("namespace", series.Entity.Namespace)
	if series.Entity.Method != nil {
		put("method", *series.Entity.Method)
	}
	if series.Entity.Route != nil {
		put("route", *series.Entity.Route)
	}
	for name, value := range series.Attributes {
		if _, taken := labels[name]; !taken {
			put(name, value)
		}
	}
	return labels
}

func valueField(answer *detectionapi.SeriesAnswer, drawing Drawing, labels data.Labels) *data.Field {
	field := data.NewField("value", labels, answer.Values)
	field.Config = &data.FieldConfig{
		DisplayNameFromDS: drawing.Name,
		Unit:              unitOf(&answer.Series),
		Color:             lineColour(drawing),
		Custom:            map[string]any{"lineWidth": 1.5, "fillOpacity": 0, "spanNulls": false},
	}
	if drawing.Why != nil {
		field.Config.Links = []data.DataLink{*drawing.Why}
	}
	return field
}

func lineColour(drawing Drawing) map[string]any {
	if drawing.Colour == "" {
		return map[string]any{"mode": "palette-classic-by-name"}
	}
	return fixed(drawing.Colour)
}

func scoreField(answer *detectionapi.SeriesAnswer, drawing Drawing, labels data.Labels) *data.Field {
	field := data.NewField("score", labels, answer.Scores)
	field.Config = (&data.FieldConfig{
		DisplayNameFromDS: drawing.Name + " score",
		Color:             lineColour(drawing),
		Thresholds: &data.ThresholdsConfig{Mode: data.ThresholdsModeAbsolute, Steps: []data.Threshold{
			data.NewThreshold(lowest, "transparent", ""),
			data.NewThreshold(drawing.OpenScore, highColour, ""),
		}},
		Custom: map[string]any{
			"lineWidth": 1.5, "fillOpacity": 0, "spanNulls": false,
			"thresholdsStyle": map[string]any{"mode": "dashed"},
		},
	}).SetDecimals(2).SetMin(0).SetMax(1)
	return field
}

// besides are the expected band and the marks on anomalous samples.
func besides(answer *detectionapi.SeriesAnswer, drawing Drawing) []*data.Field {
	var fields []*data.Field
	unit := unitOf(&answer.Series)
	hidden := func() map[string]any { return map[string]any{"legend": true, "tooltip": false, "viz": false} }
	add := func(name string, values []*float64, display, colour string, custom map[string]any) {
		field := data.NewField(name, nil, values)
		field.Config = &data.FieldConfig{DisplayNameFromDS: display, Unit: unit, Color: fixed(colour), Custom: custom}
		fields = append(fields, field)
	}
	if drawing.Band && anyNumber(answer.Lower) && anyNumber(answer.Upper) {
		lower := drawing.Name + " lower"
		add("upper", answer.Upper, drawing.Name+" upper", drawing.Colour, map[string]any{
			"lineWidth": 0, "fillOpacity": 12, "fillBelowTo": lower, "showPoints": "never", "spanNulls": false, "hideFrom": hidden(),
		})
		add("lower", answer.Lower, lower, drawing.Colour, map[string]any{
			"lineWidth": 0, "fillOpacity": 0, "showPoints": "never", "spanNulls": false, "hideFrom": hidden(),
		})
	}
	if drawing.Band && anyNumber(answer.Expected) {
		add("expected", answer.Expected, drawing.Name+" expected", drawing.Colour, map[string]any{
			"lineWidth": 1, "fillOpacity": 0, "showPoints": "never", "spanNulls": false, "hideFrom": hidden(),
			"lineStyle": map[string]any{"fill": "dot", "dash": []int{2, 4}},
		})
	}
	if marks := anomalous(answer); drawing.Anomalies && marks != nil {
		display := "Anomalous"
		if !drawing.Alone {
			display = drawing.Name + " anomalous"
		}
		add("anomaly", marks, display, highColour, map[string]any{
			"drawStyle": "points", "showPoints": "always", "pointSize": 8, "lineWidth": 0, "fillOpacity": 100,
		})
	}
	return fields
}

// anomalousFlag is the bit by which the service says that a sample is anomalous.
const anomalousFlag = 4

// anomalous are the values of anomalous samples, nil elsewhere; nil altogether when there is none.
func anomalous(answer *detectionapi.SeriesAnswer) []*float64 {
	var marks []*float64
	for i, flags := range answer.Flags {
		if flags&anomalousFlag == 0 {
			continue
		}
		if marks == nil {
			marks = make([]*float64, len(answer.Values))
		}
		marks[i] = answer.Values[i]
	}
	return marks
}

func anyNumber(column []*float64) bool {
	for _, value := range column {
		if value != nil {
			return true
		}
	}
	return false
}

package frames

import (
	"fmt"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// RatingTable lists APIs with their ratings, in the order of the service.
func RatingTable(rows []detectionapi.Rating) *data.Frame {
	frame := data.NewFrame("",
		data.NewField("API", nil, each(rows, func(r detectionapi.Rating) string { return r.Service })),
		narrow(data.NewField("Environment", nil, each(rows, func(r detectionapi.Rating) string { return r.Environment })), 110),
		points("Rating", each(rows, func(r detectionapi.Rating) float64 { return r.Score })),
		narrow(data.NewField("Band", nil, each(rows, band)), 100),
		points("At least", each(rows, func(r detectionapi.Rating) float64 { return r.Low })),
		points("At most", each(rows, func(r detectionapi.Rating) float64 { return r.High })),
		data.NewField("Most lost", nil, each(rows, func(r detectionapi.Rating) string {
			if len(r.Lines) == 0 || r.Lines[0].Lost == 0 {
				return ""
			}
			return fmt.Sprintf("%s −%.1f", inWords(string(r.Lines[0].What)), r.Lines[0].Lost)
		})),
		points("Confidence", each(rows, func(r detectionapi.Rating) float64 { return r.Confidence })),
	)
	return frame.SetMeta(&data.FrameMeta{PreferredVisualization: data.VisTypeTable})
}

// RatingLines are where the points of one API went, from 100 down to its score.
func RatingLines(rating *detectionapi.Rating) *data.Frame {
	lines := rating.Lines
	frame := data.NewFrame(rating.Service,
		narrow(data.NewField("Facet", nil, each(lines, func(l detectionapi.RatingLine) string { return inWords(string(l.What)) })), 140),
		points("Lost", each(lines, func(l detectionapi.RatingLine) float64 { return l.Lost })),
		points("Left", each(lines, func(l detectionapi.RatingLine) float64 { return l.Left })),
		data.NewField("Why", nil, each(lines, func(l detectionapi.RatingLine) string { return l.Sentence })),
	)
	for _, at := range []int{1, 2} {
		frame.Fields[at].Config.SetDecimals(1)
	}
	frame.Fields[3].Config = &data.FieldConfig{Custom: map[string]any{"minWidth": 240, "wrapText": true}}
	frame.SetMeta(&data.FrameMeta{PreferredVisualization: data.VisTypeTable})
	frame.AppendNotices(data.Notice{Severity: data.NoticeSeverityInfo, Text: fmt.Sprintf("%s: %.0f of 100 (%s), %.0f to %.0f, by rubric %s.",
		rating.Service, rating.Score, band(*rating), rating.Low, rating.High, rating.Rubric)})
	return frame
}

func narrow(field *data.Field, width int) *data.Field {
	field.Config = widthOf(width)
	return field
}

func points(name string, values []float64) *data.Field {
	field := data.NewField(name, nil, values)
	field.Config = (&data.FieldConfig{Custom: map[string]any{"align": "right", "width": 95}}).SetDecimals(0).SetMin(0).SetMax(100)
	return field
}

// band is the letter, or the word for ratings of which too little is known: that is not a bad mark.
func band(rating detectionapi.Rating) string {
	if rating.Band == nil {
		return "provisional"
	}
	return string(*rating.Band)
}

func inWords(name string) string { return strings.ReplaceAll(name, "-", " ") }

package frames

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// Happening is what problems and anomalies have in common on the screen.
type Happening struct {
	ID, Service, Description string
	Start                    time.Time
	// End is nil while it is open.
	End                 *time.Time
	Concern, Confidence float64
	// Tags are words to filter annotations by.
	Tags []string
	// Facts are the further columns of its row, in the order of the columns.
	Facts []any
}

func (h Happening) state() string {
	if h.End == nil {
		return "open"
	}
	return "closed"
}

// Column is a further column of a table: its name, its configuration and an empty slice of the type of its values.
type Column struct {
	Name   string
	Config *data.FieldConfig
	values func(rows []Happening, at int) any
}

var problemColumns = []Column{
	{Name: "Anomalies", Config: widthOf(95), values: column[int64]},
	{Name: "Feedback", Config: widthOf(130), values: column[string]},
}

var anomalyColumns = []Column{
	{Name: "Indicator", Config: widthOf(110), values: column[string]},
	{Name: "Pattern", Config: widthOf(110), values: column[string]},
	{Name: "Feedback", Config: widthOf(130), values: column[string]},
}

// instantUnit writes an instant as "Sun 22 Nov 10:30" in the zone of the dashboard.
const instantUnit = "time:ddd D MMM HH:mm"

func widthOf(pixels int) *data.FieldConfig {
	return &data.FieldConfig{Custom: map[string]any{"width": pixels}}
}

func scoreConfig(width int) *data.FieldConfig {
	config := widthOf(width)
	config.Custom["align"] = "right"
	return config.SetDecimals(0).SetMin(0).SetMax(100)
}

func column[T any](rows []Happening, at int) any {
	values := make([]T, len(rows))
	for i, row := range rows {
		values[i] = row.Facts[at].(T)
	}
	return values
}

// Problem is a problem of the service as a happening.
func Problem(problem *detectionapi.Problem) Happening {
	return Happening{
		ID: problem.Id.String(), Service: problem.Service, Description: problem.Description,
		Start: time.UnixMilli(problem.Start).UTC(), End: instant(problem.End),
		Concern: problem.ConcernScore, Confidence: problem.ConfidenceScore,
		Tags:  []string{"weir", "problem", problem.Service},
		Facts: []any{int64(problem.AnomalyCount), said(problem.Feedback)},
	}
}

// Anomaly is an anomaly of the service as a happening.
func Anomaly(anomaly *detectionapi.Anomaly) Happening {
	return Happening{
		ID: anomaly.Id.String(), Service: anomaly.Service, Description: anomaly.Description,
		Start: time.UnixMilli(anomaly.Start).UTC(), End: instant(anomaly.End),
		Concern: anomaly.Symptom.ConcernScore, Confidence: anomaly.ConfidenceScore,
		Tags: []string{"weir", "anomaly", anomaly.Service, anomaly.Indicator},
		Facts: []any{
			anomaly.Indicator, string(anomaly.Pattern), said(anomaly.Feedback),
		},
	}
}

func instant(at *int64) *time.Time {
	if at == nil {
		return nil
	}
	moment := time.UnixMilli(*at).UTC()
	return &moment
}

// buttons are the words of feedback as people chose them.
var buttons = map[detectionapi.FeedbackWord]string{
	"confirmed":      "Real problem",
	"expected":       "Expected",
	"false-alarm":    "False alarm",
	"new-normal":     "New normal",
	"wrong-season":   "Wrong rhythm",
	"missed":         "Reported as missed",
	"wrong-grouping": "Wrong grouping",
	"wrong-owner":    "Wrong owner",
}

// said is the newest word of a person, with how many more there are.
func said(summary detectionapi.FeedbackSummary) string {
	if len(summary.Words) == 0 {
		return ""
	}
	newest := summary.Words[0]
	text := buttons[newest.Word]
	if text == "" {
		text = string(newest.Word)
	}
	text += " (" + newest.Person.Name + ")"
	if summary.NeedsReview {
		return text + ", needs review"
	}
	if summary.Count > 1 {
		text += fmt.Sprintf(" and %d more", summary.Count-1)
	}
	return text
}

// ProblemTable lists problems: open ones first, then by concern.
func ProblemTable(rows []Happening) *data.Frame { return table("Problem", rows, problemColumns) }

// AnomalyTable lists anomalies: open ones first, then by concern.
func AnomalyTable(rows []Happening) *data.Frame { return table("Anomaly", rows, anomalyColumns) }

func table(name string, rows []Happening, columns []Column) *data.Frame {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Happening) int {
		return cmp.Or(-cmp.Compare(a.state(), b.state()), -cmp.Compare(a.Concern, b.Concern), -a.Start.Compare(b.Start))
	})
	frame := data.NewFrame("",
		data.NewField(name, nil, each(rows, func(h Happening) string { return h.Description })),
		data.NewField("Where", nil, each(rows, func(h Happening) string { return h.Service })),
		data.NewField("Since", nil, each(rows, func(h Happening) time.Time { return h.Start })),
		data.NewField("Until", nil, each(rows, func(h Happening) *time.Time { return h.End })),
		data.NewField("Level", nil, each(rows, func(h Happening) string { return concernOf(h.Concern).withMark() })),
		data.NewField("Concern", nil, each(rows, func(h Happening) float64 { return h.Concern })),
		data.NewField("Confidence", nil, each(rows, func(h Happening) float64 { return h.Confidence })),
	)
	// What is wrong takes the room that the other columns leave, over as many lines as it needs.
	for at, config := range []*data.FieldConfig{
		{Custom: map[string]any{"minWidth": 240, "wrapText": true}},
		{Custom: map[string]any{"width": 110}},
		{Unit: instantUnit, Custom: map[string]any{"width": 135}},
		{Unit: instantUnit, NoValue: "ongoing", Custom: map[string]any{"width": 135}},
		levelConfig(),
		scoreConfig(85),
		scoreConfig(100),
	} {
		frame.Fields[at].Config = config
	}
	for at, column := range columns {
		field := data.NewField(column.Name, nil, column.values(rows, at))
		field.Config = column.Config
		frame.Fields = append(frame.Fields, field)
	}
	id := data.NewField("id", nil, each(rows, func(h Happening) string { return h.ID }))
	id.Config = &data.FieldConfig{Custom: map[string]any{"hidden": true, "hideFrom": map[string]any{"viz": true}}}
	frame.Fields = append(frame.Fields, id)
	return frame.SetMeta(&data.FrameMeta{PreferredVisualization: data.VisTypeTable})
}

// Regions are annotations: Grafana draws each from time to timeEnd. Open ones end where knowledge ends. Grafana shows
// title and text as HTML, so that what the service or a person wrote is escaped.
func Regions(rows []Happening, until time.Time) *data.Frame {
	return data.NewFrame("",
		data.NewField("time", nil, each(rows, func(h Happening) time.Time { return h.Start })),
		data.NewField("timeEnd", nil, each(rows, func(h Happening) time.Time {
			if h.End != nil {
				return *h.End
			}
			return later(h.Start, until)
		})),
		data.NewField("title", nil, each(rows, func(h Happening) string { return html.EscapeString(h.Description) })),
		data.NewField("text", nil, each(rows, func(h Happening) string {
			open := ""
			if h.End == nil {
				open = " · still open"
			}
			return fmt.Sprintf("%s · concern %.0f · confidence %.0f%s", concernOf(h.Concern).withMark(), h.Concern, h.Confidence, open)
		})),
		data.NewField("tags", nil, each(rows, func(h Happening) string {
			return strings.Join(each(h.Tags, func(tag string) string { return strings.ReplaceAll(tag, ",", " ") }), ",")
		})),
		// Grafana offers to edit and delete what has an id: these it could neither.
		data.NewField("id", nil, make([]int64, len(rows))),
	)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func each[From, To any](rows []From, get func(From) To) []To {
	values := make([]To, len(rows))
	for i, row := range rows {
		values[i] = get(row)
	}
	return values
}

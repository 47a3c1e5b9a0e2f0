package frames

import (
	"math"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// lowest starts the first threshold. An infinity would arrive as null, and Grafana would draw a line at zero.
const lowest = -math.MaxFloat64

// Empty is a frame without fields that says why: panels show the notice, alert rules see no data.
func Empty(severity data.NoticeSeverity, text string) *data.Frame {
	return data.NewFrame("").SetMeta(&data.FrameMeta{Notices: []data.Notice{{Severity: severity, Text: text}}})
}

// Note adds a notice to the first frame.
func Note(list data.Frames, severity data.NoticeSeverity, text string) {
	if len(list) == 0 {
		return
	}
	list[0].AppendNotices(data.Notice{Severity: severity, Text: text})
}

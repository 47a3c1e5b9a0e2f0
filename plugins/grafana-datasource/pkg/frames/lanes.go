package frames

import (
	"cmp"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

const (
	// pixelsPerBucket is the least width of a cell that a person can see and hit.
	pixelsPerBucket = 6
	mostBuckets     = 500
)

// Lanes are states over time, one row per service, for a state timeline: the word of the highest concern of the
// problems in each bucket, nothing where there is none. Open problems reach until where knowledge ends. Rows with the
// highest concern come first.
func Lanes(rows []Happening, from, to, until time.Time, pixels int64, wanted int) (*data.Frame, bool) {
	buckets := int(min(mostBuckets, max(10, pixels/pixelsPerBucket)))
	width := max(to.Sub(from)/time.Duration(buckets), time.Millisecond)
	peaks := make(map[string]float64)
	cells := make(map[string][]float64)
	for _, row := range rows {
		if row.Concern < concerns[len(concerns)-2].from || row.Start.After(to) {
			continue
		}
		if cells[row.Service] == nil {
			cells[row.Service] = make([]float64, buckets)
		}
		peaks[row.Service] = max(peaks[row.Service], row.Concern)
		end := later(row.Start, until)
		if row.End != nil {
			end = *row.End
		}
		first, last := bucketOf(row.Start, from, width, buckets), bucketOf(end, from, width, buckets)
		// One that is shorter than a bucket is still one bucket wide.
		for at := first; at <= last; at++ {
			cells[row.Service][at] = max(cells[row.Service][at], row.Concern)
		}
	}
	names := make([]string, 0, len(peaks))
	for name := range peaks {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(-cmp.Compare(peaks[a], peaks[b]), cmp.Compare(a, b))
	})
	more := len(names) > wanted
	names = names[:min(wanted, len(names))]
	times := make([]time.Time, buckets)
	for i := range times {
		times[i] = from.Add(time.Duration(i) * width).UTC()
	}
	frame := data.NewFrame("", data.NewField("time", nil, times))
	for _, name := range names {
		words := make([]*string, buckets)
		for i, concern := range cells[name] {
			if concern > 0 {
				word := concernOf(concern).word
				words[i] = &word
			}
		}
		field := data.NewField("concern", data.Labels{"service": name}, words)
		field.Config = &data.FieldConfig{
			DisplayNameFromDS: name, Mappings: wordMappings(), Custom: map[string]any{"fillOpacity": 100},
			// The panel's own default colours by thresholds, and its legend would list these instead of the words.
			Color: fixed("transparent"),
		}
		frame.Fields = append(frame.Fields, field)
	}
	return frame, more
}

func bucketOf(at, from time.Time, width time.Duration, buckets int) int {
	return min(buckets-1, max(0, int(at.Sub(from)/width)))
}

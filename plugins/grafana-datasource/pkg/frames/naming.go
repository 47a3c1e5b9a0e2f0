package frames

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// indicators as people say them; any other is shown as it is.
var indicators = map[string]string{
	"request_rate":    "request rate",
	"error_ratio":     "error ratio",
	"client_errors":   "client errors",
	"latency_p50":     "p50",
	"latency_p95":     "p95",
	"latency_p99":     "p99",
	"report_interval": "report interval",
}

func indicatorName(indicator string) string {
	if name, known := indicators[indicator]; known {
		return name
	}
	return indicator
}

// ways to tell series apart, from the shortest that people read to the one that always works.
var ways = []func(series *detectionapi.Series) string{
	func(series *detectionapi.Series) string {
		parts := []string{series.Entity.Name}
		for _, part := range []*string{series.Entity.Method, series.Entity.Route} {
			if part != nil && *part != "" {
				parts = append(parts, *part)
			}
		}
		return strings.Join(append(parts, indicatorName(series.Indicator)), " ")
	},
	func(series *detectionapi.Series) string {
		pairs := make([]string, 0, len(series.Attributes))
		for key, value := range series.Attributes {
			pairs = append(pairs, key+"="+value)
		}
		slices.Sort(pairs)
		return strings.Join(pairs, ", ")
	},
	func(series *detectionapi.Series) string { return series.Entity.Environment },
	func(series *detectionapi.Series) string { return series.Entity.Namespace },
	func(series *detectionapi.Series) string { return series.Id[:min(8, len(series.Id))] },
}

// Names gives each series a name that no other of them has: fills between lines find their target by name.
func Names(series []*detectionapi.Series) []string {
	names := make([]string, len(series))
	for _, way := range ways {
		shared := repeated(names)
		for i, one := range series {
			more := way(one)
			switch {
			case names[i] == "":
				names[i] = more
			case shared[names[i]] && more != "":
				names[i] = fmt.Sprintf("%s (%s)", names[i], more)
			}
		}
	}
	seen := make(map[string]int)
	for i, name := range names {
		seen[name]++
		if seen[name] > 1 {
			names[i] = fmt.Sprintf("%s #%d", name, seen[name])
		}
	}
	return names
}

func repeated(names []string) map[string]bool {
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		_, before := seen[name]
		seen[name] = before
	}
	return seen
}

package frames

import "github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"

// units of UCUM as Grafana names them.
var units = map[string]string{
	"1/s":  "ops",
	"/s":   "ops",
	"ms":   "ms",
	"s":    "s",
	"us":   "µs",
	"ns":   "ns",
	"min":  "m",
	"h":    "h",
	"By":   "bytes",
	"By/s": "binBps",
	"%":    "percent",
	"Cel":  "celsius",
	"K":    "kelvin",
	"V":    "volt",
	"W":    "watt",
	"Hz":   "hertz",
	"bit":  "bits",
}

// unitOf is Grafana's name for the unit of a series.
func unitOf(series *detectionapi.Series) string {
	switch {
	case series.Indicator == "request_rate":
		return "reqps"
	case series.Kind == "ratio":
		return "percentunit"
	}
	if unit, known := units[series.Unit]; known {
		return unit
	}
	// "1" and annotations such as {item} are plain counts; any other unit is written behind the number.
	if series.Unit == "" || series.Unit == "1" || series.Unit[0] == '{' {
		return "short"
	}
	return "suffix: " + series.Unit
}

package accesslog

import "sync/atomic"

// Format is one way to write a line. Parse fills a zeroed Record and says whether the line is of this format.
type Format struct {
	Name  string
	Parse func(line string, o *Options, r *Record) bool
}

// textFormats in the order of detection: those that refuse other lines at the first byte come first.
var textFormats = []Format{
	{"envoy", parseEnvoy},
	{"cloudfront", parseCloudFront},
	{"aws_load_balancer", parseLoadBalancer},
	{"linkerd", parseLinkerd},
	{"api_gateway", parseAPIGateway},
	{"combined", parseCombined},
	{"common", parseCommon},
	{"haproxy", parseHAProxy},
}

var formats = append([]Format{{"json", parseJSON}}, textFormats...)

// Auto is the name under which the format of each line is detected.
const Auto = "auto"

// FormatNames returns what a configuration may name, Auto first.
func FormatNames() []string {
	names := []string{Auto}
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return names
}

// Reader reads the lines of one source. It tries the format that worked last before it looks at the others. It may be
// used by several goroutines at once.
type Reader struct {
	candidates []Format
	pinned     atomic.Int32
}

// NewReader returns a reader for a format of FormatNames, false for any other name.
func NewReader(name string) (*Reader, bool) {
	if name == Auto {
		return &Reader{candidates: formats}, true
	}
	for _, f := range formats {
		if f.Name == name {
			return &Reader{candidates: []Format{f}}, true
		}
	}
	return nil, false
}

// Read fills r from line; false when no format fits, and r then holds nothing of use.
func (d *Reader) Read(line string, o *Options, r *Record) bool {
	pinned := int(d.pinned.Load())
	*r = Record{}
	if d.candidates[pinned].Parse(line, o, r) {
		return true
	}
	for i := range d.candidates {
		if i == pinned {
			continue
		}
		*r = Record{}
		if d.candidates[i].Parse(line, o, r) {
			d.pinned.Store(int32(i))
			return true
		}
	}
	return false
}

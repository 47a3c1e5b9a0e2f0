package requestlog

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
)

func options(t *testing.T, from string, keep ...string) Options {
	t.Helper()
	o, err := NewOptions(keep, from)
	require.NoError(t, err)
	return o
}

func TestRecordsAreGroupedByService(t *testing.T) {
	b := NewBatch(Source{ID: "s", Mode: "live"}, options(t, ServiceFromLine), 1, true)
	for _, service := range []string{"a", "b", "a", "", "a"} {
		b.AddRequest(&accesslog.Record{Time: 1, Status: 200, Service: service}, "", Identity{Service: "fallback"})
	}
	b.AddText("x", Identity{})
	counts := map[string]int{}
	for _, resource := range b.Logs().ResourceLogs().All() {
		name, _ := resource.Resource().Attributes().Get("service.name")
		counts[name.Str()] += resource.ScopeLogs().At(0).LogRecords().Len()
	}
	assert.Equal(t, map[string]int{"a": 3, "b": 1, "fallback": 1, UnknownService: 1}, counts)
	assert.Equal(t, 4, b.Logs().ResourceLogs().Len())
	assert.Equal(t, 6, b.Records)
	assert.Equal(t, 1, b.Unparsed)
}

func TestServiceFrom(t *testing.T) {
	full := accesslog.Record{Host: "h", Backend: "b"}
	named := accesslog.Record{Host: "h", Backend: "b", Service: "own"}
	tests := []struct {
		from   string
		record accesslog.Record
		want   string
	}{
		{ServiceFromLine, full, "fallback"},
		{ServiceFromHost, full, "h"},
		{ServiceFromBackend, full, "b"},
		{ServiceFromBackend, named, "own"},
		{ServiceFromHost, accesslog.Record{}, "fallback"},
	}
	for _, tt := range tests {
		o := options(t, tt.from)
		assert.Equal(t, tt.want, o.identify(&tt.record, Identity{Service: "fallback"}).Service)
	}
}

func TestAttributesAreBoundedAndValid(t *testing.T) {
	long := strings.Repeat("é", 2000)
	for _, valid := range []bool{true, false} {
		b := NewBatch(Source{}, options(t, ServiceFromLine, "query"), 1, valid)
		r := accesslog.Record{Time: 1, Path: "/" + long, Query: long, Method: strings.Repeat("M", 32), Service: "x" + long}
		if !valid {
			r.Query = "\xff" + long
		}
		b.AddRequest(&r, "", Identity{})
		resource := b.Logs().ResourceLogs().At(0)
		attributes := resource.ScopeLogs().At(0).LogRecords().At(0).Attributes().AsRaw()
		name, _ := resource.Resource().Attributes().Get("service.name")
		attributes["service.name"] = name.Str()
		for key, value := range attributes {
			if text, ok := value.(string); ok {
				assert.True(t, utf8.ValidString(text), key)
				assert.LessOrEqual(t, len(text), maxAttributeBytes+2, key)
			}
		}
	}
}

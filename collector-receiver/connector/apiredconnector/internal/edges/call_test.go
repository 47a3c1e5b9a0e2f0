package edges

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

const second = 1_000_000_000

func TestCall(t *testing.T) {
	c := NewCall(NewLimit(2), 10*second)
	c.Add("web", "cart", 5*second, 3_000, false)
	c.Add("web", "cart", 9*second, 20_000_000, true)
	c.Add("web", "cart", 12*second, -1, false)
	c.Add("", "cart", second, 1, false)
	c.Add("cart", strings.Repeat("é", 200), second, 2_000, false)
	c.Add("cart", "third", second, 1, false)
	assert.EqualValues(t, 1, c.Overflows)
	assert.Equal(t, 4, c.Len())

	sm := pmetric.NewScopeMetrics()
	c.Write(sm)
	require.Equal(t, 3, sm.Metrics().Len())
	total := sm.Metrics().At(0)
	assert.Equal(t, requestTotal, total.Name())
	assert.True(t, total.Sum().IsMonotonic())
	assert.Equal(t, pmetric.AggregationTemporalityDelta, total.Sum().AggregationTemporality())
	first := total.Sum().DataPoints().At(0)
	assert.EqualValues(t, 2, first.IntValue())
	assert.Equal(t, map[string]any{"client": "web", "server": "cart"}, first.Attributes().AsRaw())
	assert.Equal(t, []pcommon.Timestamp{0, 10 * second}, []pcommon.Timestamp{first.StartTimestamp(), first.Timestamp()})
	assert.EqualValues(t, 1, total.Sum().DataPoints().At(1).IntValue())
	long, _ := total.Sum().DataPoints().At(2).Attributes().Get("server")
	assert.LessOrEqual(t, len(long.Str()), longestName)
	assert.Equal(t, map[string]any{"client": Overflow, "server": Overflow}, total.Sum().DataPoints().At(3).Attributes().AsRaw())

	assert.Equal(t, 1, sm.Metrics().At(1).Sum().DataPoints().Len())
	durations := sm.Metrics().At(2).Histogram().DataPoints()
	require.Equal(t, 3, durations.Len())
	h := durations.At(0)
	assert.EqualValues(t, 2, h.Count())
	assert.InDelta(t, 20.003, h.Sum(), 1e-9)
	assert.EqualValues(t, 1, h.BucketCounts().At(1), "3 ms lie between 2 and 4")
	assert.EqualValues(t, 1, h.BucketCounts().At(h.BucketCounts().Len()-1), "20 s lie above all bounds")
	assert.EqualValues(t, 1, durations.At(1).BucketCounts().At(0), "a bound belongs to the bucket below")
}

func TestNothingFailedIsNoMetric(t *testing.T) {
	c := NewCall(NewLimit(1), second)
	c.Add("a", "b", second, -1, false)
	sm := pmetric.NewScopeMetrics()
	c.Write(sm)
	require.Equal(t, 1, sm.Metrics().Len())
	assert.Equal(t, requestTotal, sm.Metrics().At(0).Name())
}

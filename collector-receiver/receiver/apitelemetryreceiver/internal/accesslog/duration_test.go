package accesslog

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestParseDuration(t *testing.T) {
	tests := map[string]time.Duration{
		"0":            0,
		"15":           15 * time.Microsecond,
		"0.004":        4 * time.Millisecond,
		"1.":           time.Second,
		"1.2345678919": 1234567891 * time.Nanosecond,
		"9.29675e-04":  929675 * time.Nanosecond,
		"1E3":          1000 * time.Second,
		"12ms":         12 * time.Millisecond,
		"1.5ms":        1500 * time.Microsecond,
		"7us":          7 * time.Microsecond,
		"7µs":          7 * time.Microsecond,
		"7ns":          7,
		"2s":           2 * time.Second,
		"604800s":      maxDuration,
	}
	for text, want := range tests {
		got, ok := parseDuration(text, UnitSecond, UnitMicrosecond)
		assert.True(t, ok, text)
		assert.InDelta(t, want, got, 1, text)
	}
	for _, text := range []string{"", "-", "-1", ".5", "s", "ms", "µs", "1.5.5", "0x10", "1e", "1e400", "NaN", "Inf", "604801s", "99999999999999999999", "0.001, 0.002"} {
		_, ok := parseDuration(text, UnitSecond, UnitMicrosecond)
		assert.False(t, ok, text)
	}
}

package accesslog

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestParseTime(t *testing.T) {
	const want = 1431857103000000000
	tests := map[string]int64{
		"2015-05-17T10:05:03Z":            want,
		"2015-05-17 10:05:03":             want,
		"2015-05-17T12:05:03+02:00":       want,
		"2015-05-17T12:05:03+0200":        want,
		"2015-05-17T12:05:03+02":          want,
		"2015-05-17T10:05:03,250Z":        want + 250e6,
		"2015-05-17T10:05:03.1234567891Z": want + 123456789,
		"17/May/2015:10:05:03 +0000":      want,
		"17/May/2015:10:05:03":            want,
		"1431857103":                      want,
		"1431857103.250":                  want + 250e6,
		"1431857103250":                   want + 250e6,
		"1431857103250000":                want + 250e6,
		"1431857103250000001":             want + 250e6 + 1,
		"1.431857103e9":                   want,
		"2016-12-31T23:59:60Z":            1483228800000000000,
		"2016-02-29T00:00:00Z":            1456704000000000000,
		"1970-01-01T00:00:00Z":            0,
		"2262-04-11T23:47:15Z":            9223372035000000000,
	}
	for text, nanos := range tests {
		got, ok := ParseTime(text, time.UTC)
		assert.True(t, ok, text)
		assert.Equal(t, nanos, got, text)
	}
	for _, text := range []string{
		"", "-", "now", "2015-05-17", "2262-04-12T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
		"1969-12-31T23:59:59Z", "2015-02-29T00:00:00Z", "-1", "99999999999999999999", "1e30", "NaN", "1.5.5",
		"2015-05-17T10:05:03Zjunk", "99999999999",
	} {
		_, ok := ParseTime(text, time.UTC)
		assert.False(t, ok, text)
	}
}

// TestDaysSinceEpoch compares with Go's calendar over all the days that are accepted.
func TestDaysSinceEpoch(t *testing.T) {
	for day := time.Unix(0, 0).UTC(); day.Year() < 2263; day = day.AddDate(0, 0, 1) {
		if got := daysSinceEpoch(day.Year(), int(day.Month()), day.Day()); got != day.Unix()/86400 {
			t.Fatalf("%s: %d", day, got)
		}
	}
}

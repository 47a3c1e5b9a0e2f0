package syslog

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	received := time.Date(2024, time.January, 1, 0, 0, 5, 0, time.UTC)
	nanos := func(iso string) int64 {
		parsed, err := time.Parse(time.RFC3339Nano, iso)
		require.NoError(t, err)
		return parsed.UnixNano()
	}
	tests := map[string]struct {
		datagram string
		want     Message
	}{
		"RFC 5424 example 1, with a byte order mark": {
			"<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8",
			Message{34, nanos("2003-10-11T22:14:15.003Z"), "mymachine.example.com", "su", "'su root' failed for lonvick on /dev/pts/8"},
		},
		"RFC 5424 example 3, structured data": {
			`<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"] An application event log entry...`,
			Message{165, nanos("2003-10-11T22:14:15.003Z"), "mymachine.example.com", "evntslog", "An application event log entry..."},
		},
		"RFC 5424 with brackets and quotes in structured data, two elements": {
			`<13>1 - - - - - [a x="]\"\]"][b y="[ "] GET`,
			Message{13, 0, "", "", "GET"},
		},
		"RFC 5424 without a message": {
			`<13>1 2003-10-11T22:14:15.003Z h app - - -`,
			Message{13, nanos("2003-10-11T22:14:15.003Z"), "h", "app", ""},
		},
		"RFC 3164 example 1": {
			"<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
			Message{34, nanos("2023-10-11T22:14:15Z"), "mymachine", "su", "'su root' failed for lonvick on /dev/pts/8"},
		},
		"RFC 3164, last second of the old year": {
			"<190>Dec 31 23:59:59 web nginx: x",
			Message{190, nanos("2023-12-31T23:59:59Z"), "web", "nginx", "x"},
		},
		"RFC 3164, one-digit day, no host name, process id": {
			"<134>Jan  1 00:00:04 haproxy[14389]: 10.0.1.2:33317 [x",
			Message{134, nanos("2024-01-01T00:00:04Z"), "", "haproxy", "10.0.1.2:33317 [x"},
		},
		"RFC 3164 header with an ISO time": {
			"<134>2024-01-01T01:00:04+01:00 web nginx: x",
			Message{134, nanos("2024-01-01T00:00:04Z"), "web", "nginx", "x"},
		},
		"no tag: host name and text stay together": {
			"<134>Jan  1 00:00:04 10.0.1.2:33317 [x",
			Message{134, nanos("2024-01-01T00:00:04Z"), "", "", "10.0.1.2:33317 [x"},
		},
		"only a priority":            {"<13>hello", Message{13, 0, "", "", "hello"}},
		"no header at all":           {`1.2.3.4 - - [x`, Message{-1, 0, "", "", `1.2.3.4 - - [x`}},
		"priority too large":         {"<192>x", Message{-1, 0, "", "", "<192>x"}},
		"priority without end":       {"<12345>x", Message{-1, 0, "", "", "<12345>x"}},
		"structured data unfinished": {`<13>1 - h a - - [a x="1`, Message{13, 0, "", "", `1 - h a - - [a x="1`}},
		"time absurd in RFC 5424":    {`<13>1 9999-01-01T00:00:00Z h a - - - x`, Message{13, 0, "", "", `1 9999-01-01T00:00:00Z h a - - - x`}},
		"line end and NUL cut":       {"<13>x\n\x00", Message{13, 0, "", "", "x"}},
		"empty":                      {"", Message{-1, 0, "", "", ""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, Parse(tt.datagram, received, time.UTC))
		})
	}
}

func TestParseLeapDayInOtherYears(t *testing.T) {
	m := Parse("<13>Feb 29 12:00:00 h a: x", time.Date(2023, 2, 28, 0, 0, 0, 0, time.UTC), nil)
	assert.Equal(t, "x", m.Text)
	assert.Equal(t, time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC).UnixNano(), m.Time)
	m = Parse("<13>Feb 29 12:00:00 h a: x", time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC), nil)
	assert.Equal(t, int64(0), m.Time)
}

func FuzzParse(f *testing.F) {
	f.Add("<34>1 2003-10-11T22:14:15.003Z h su - ID47 [a x=\"\\]\"] x")
	f.Add("<34>Oct 11 22:14:15 mymachine su: 'su root' failed")
	f.Add("<0>Feb 29 00:00:00 a[1]: b")
	f.Fuzz(func(t *testing.T, s string) {
		m := Parse(s, time.Unix(1_700_000_000, 0), time.UTC)
		if m.Priority < -1 || m.Priority > 191 || m.Time < 0 {
			t.Fatalf("%+v", m)
		}
		if len(m.Text)+len(m.AppName)+len(m.Hostname) > len(s) {
			t.Fatalf("longer than the datagram: %+v", m)
		}
	})
}

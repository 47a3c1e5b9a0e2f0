package jsonvalues

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var options = Options{
	MaxDepth: 4, MaxValues: 20, MaxPathLength: 64, Time: []string{"timestamp", "time"}, Texts: []string{"manufacturer", "model"},
}

// said writes samples as texts: path=number, the time, how many were ignored.
func said(samples []Sample) []string {
	var out []string
	for _, s := range samples {
		var b strings.Builder
		for _, v := range s.Values {
			fmt.Fprintf(&b, "%s=%v ", v.Path, v.Number)
		}
		if s.UnixNano != 0 {
			fmt.Fprintf(&b, "@%s ", time.Unix(0, s.UnixNano).UTC().Format(time.RFC3339Nano))
		}
		for _, text := range s.Texts {
			if text != "" {
				fmt.Fprintf(&b, "%q ", text)
			}
		}
		if s.Ignored > 0 {
			fmt.Fprintf(&b, "-%d", s.Ignored)
		}
		out = append(out, strings.TrimSpace(b.String()))
	}
	return out
}

func TestParse(t *testing.T) {
	tests := []struct {
		document string
		want     []string
	}{
		{`21.5`, []string{"=21.5"}},
		{` {"value": -1e3 } `, []string{"value=-1000"}},
		{`{"a":{"b":{"c":1}},"d":[1,2.5,[3]]}`, []string{"a.b.c=1 d.0=1 d.1=2.5 d.2.0=3"}},
		{`{"on":true,"off":false,"text":"x","none":null,"empty":{},"no":[]}`, []string{"on=1 off=0 -2"}},
		{`{"a\"\u00e4\n\/\ud83d\ude00\ud83dx":1}`, []string{"a\"ä\n/😀\ufffdx=1"}},
		{`{"value":1,"timestamp":"2026-01-02T03:04:05.678Z"}`, []string{"value=1 @2026-01-02T03:04:05.678Z"}},
		{`{"value":1,"time":"2026-01-02T03:04:05+02:00"}`, []string{"value=1 @2026-01-02T01:04:05Z"}},
		{`{"value":1,"time":"2026-01-02T03:04:05"}`, []string{"value=1 @2026-01-02T03:04:05Z"}},
		{`{"time":1700000000,"value":1}`, []string{"value=1 @2023-11-14T22:13:20Z"}},
		{`{"time":1700000000.25,"value":1}`, []string{"value=1 @2023-11-14T22:13:20.25Z"}},
		{`{"time":1700000000123,"value":1}`, []string{"value=1 @2023-11-14T22:13:20.123Z"}},
		{`{"time":1700000000123456,"value":1}`, []string{"value=1 @2023-11-14T22:13:20.123456Z"}},
		{`{"time":1,"timestamp":"2026-01-02T03:04:05Z"}`, []string{"time=1 @2026-01-02T03:04:05Z"}},
		{`{"time":1700000000,"timestamp":1800000000}`, []string{"@2027-01-15T08:00:00Z"}},
		{`{"timestamp":1800000000,"time":1700000000}`, []string{"@2027-01-15T08:00:00Z"}},
		{`{"timestamp":"yesterday","v":1}`, []string{"v=1 -1"}},
		{`{"a":{"time":1700000000}}`, []string{"a.time=1.7e+09"}},
		{`{"manufacturer":"ACME","model":"M-1","v":1}`, []string{`v=1 "ACME" "M-1"`}},
		{`{"model":7}`, []string{"model=7"}},
		{`[{"time":1700000000,"v":1},{"time":1700000060,"v":2}]`, []string{"v=1 @2023-11-14T22:13:20Z", "v=2 @2023-11-14T22:14:20Z"}},
		{`[1,2]`, []string{"0=1 1=2"}},
		{`{"big":1e999,"v":1}`, []string{"v=1 -1"}},
		{`{"` + strings.Repeat("n", 65) + `":1}`, []string{"-1"}},
		{`{}`, []string{""}},
	}
	p := NewParser(options)
	for _, tt := range tests {
		samples, err := p.Parse([]byte(tt.document))
		require.NoError(t, err, tt.document)
		assert.Equal(t, tt.want, said(samples), tt.document)
	}
}

func TestParseRefuses(t *testing.T) {
	p := NewParser(options)
	for _, document := range []string{
		``, ` `, `{`, `}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1 "b":2}`, `[1,]`, `[1 2]`, `{a:1}`, `{"a":01}`, `{"a":1.}`, `{"a":+1}`, `{"a":.5}`,
		`{"a":1e}`, `{"a":-}`, `{"a":tru}`, `{"a":nul}`, `{"a":"x}`, `{"a":"\x"}`, `{"a":"\u12"}`, `{"a":"\u12xy"}`, "{\"a\":\"\n\"}", `{"a":1}x`, `NaN`,
		`[{"a":1},]`, `[{"a":1} {"b":2}]`, `{"time":}`, `{"time":"x`, `{"manufacturer":"x`,
	} {
		_, err := p.Parse([]byte(document))
		assert.ErrorIs(t, err, ErrSyntax, document)
	}
	_, err := p.Parse([]byte(`{"a":{"b":{"c":{"d":{}}}}}`))
	assert.ErrorIs(t, err, ErrDepth)
	_, err = p.Parse([]byte(strings.Repeat("[", 1_000_000)))
	assert.ErrorIs(t, err, ErrDepth)
	_, err = p.Parse([]byte(`[` + strings.Repeat("1,", 20) + `1]`))
	assert.ErrorIs(t, err, ErrTooMany)
	_, err = NewParser(Options{MaxDepth: 1, MaxValues: 1}).Parse([]byte(`[{}]`))
	assert.ErrorIs(t, err, ErrDepth)
}

func TestNothingOfOneDocumentIsInTheNext(t *testing.T) {
	p := NewParser(options)
	_, err := p.Parse([]byte(`[{"time":1700000000,"manufacturer":"ACME","v":1,"x":null},{"v":2}]`))
	require.NoError(t, err)
	samples, err := p.Parse([]byte(`{"w":3}`))
	require.NoError(t, err)
	assert.Equal(t, []string{"w=3"}, said(samples))
}

func TestPathsAreBounded(t *testing.T) {
	p := NewParser(options)
	for i := range maxPaths + 100 {
		samples, err := p.Parse(fmt.Appendf(nil, `{"m%d":1}`, i))
		require.NoError(t, err)
		require.Equal(t, fmt.Sprintf("m%d", i), samples[0].Values[0].Path)
	}
	assert.Len(t, p.paths, maxPaths)
}

// FuzzParse compares with encoding/json: what one takes the other takes as well, and nobody panics.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":1,"time":1700000000}`, `[{"a":[1,{"b":true}]}]`, `{"\ud83d\ude00":"x"}`, `-1.5e-3`, `{"manufacturer":"\u0041"}`} {
		f.Add([]byte(seed))
	}
	p := NewParser(Options{MaxDepth: 1000, MaxValues: 1 << 20, MaxPathLength: 1 << 20, Time: options.Time, Texts: options.Texts})
	f.Fuzz(func(t *testing.T, document []byte) {
		samples, err := p.Parse(document)
		if valid := json.Valid(document); valid != (err == nil) && !bytes.Contains(document, []byte("[[[[")) {
			t.Fatalf("encoding/json says %t, we say %v: %q", valid, err, document)
		}
		values := 0
		for _, s := range samples {
			values += len(s.Values)
		}
		if err == nil && values > len(document) {
			t.Fatalf("%d values of %d bytes", values, len(document))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	document := []byte(`{"timestamp":"2026-01-02T03:04:05.678Z","temperature":21.53,"humidity":48.2,"pressure":1013.25,"battery":{"voltage":3.71,"charging":false}}`)
	p := NewParser(options)
	b.ReportAllocs()
	b.SetBytes(int64(len(document)))
	for b.Loop() {
		if _, err := p.Parse(document); err != nil {
			b.Fatal(err)
		}
	}
}

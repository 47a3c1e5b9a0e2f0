package accesslog

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSplitLines(t *testing.T) {
	var got []string
	require.NoError(t, SplitLines("a\r\n\n \t\r\nb\n\nc", func(line string) error {
		got = append(got, line)
		return nil
	}))
	assert.Equal(t, []string{"a", "b", "c"}, got)
	stop := errors.New("stop")
	require.ErrorIs(t, SplitLines("a\nb", func(string) error { return stop }), stop)
}

func TestSplitJSON(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
		err  bool
	}{
		"array":                 {` [ {"a":"]"} , 1, "x", null, [2] ] `, []string{`{"a":"]"}`, "1", `"x"`, "null", "[2]"}, false},
		"empty array":           {`[]`, nil, false},
		"object over lines":     {"{\n\"a\": 1\n}\n", []string{"{\n\"a\": 1\n}"}, false},
		"lines":                 {"{\"a\":1}\n{\"b\":2}\n", []string{`{"a":1}`, `{"b":2}`}, false},
		"lines with junk":       {"{\"a\":1}\n!!{ junk\n{\"b\":2}", []string{`{"a":1}`, `!!{ junk`, `{"b":2}`}, false},
		"object not closed":     {`{"a":`, []string{`{"a":`}, false},
		"array not closed":      {`[1,2`, []string{"1", "2"}, true},
		"array with more":       {`[1] 2`, []string{"1"}, true},
		"array with a comma":    {`[1,]`, []string{"1"}, true},
		"nothing":               {" \n ", nil, false},
		"escape at the end":     {`["\`, nil, true},
		"deeper than the limit": {strings.Repeat("[", 1000), nil, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			err := SplitJSON(tt.text, func(value string) error {
				got = append(got, value)
				return nil
			})
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.err, err != nil, "%v", err)
		})
	}
}

// TestSplitJSONIsLinear would take hours if the cost grew with the square of the length.
func TestSplitJSONIsLinear(t *testing.T) {
	const n = 4 << 20
	for name, text := range map[string]string{
		"escapes in a string":     `["` + strings.Repeat(`\n`, n) + `"]`,
		"escapes without an end":  `["` + strings.Repeat(`\"`, n),
		"objects without an end":  strings.Repeat("{\"a\":\n", n/4),
		"members without an end":  "{" + strings.Repeat("\"a\":1,\n", n/4),
		"strings without an end":  strings.Repeat("{\"a\":\"\n", n/4),
		"brackets without an end": strings.Repeat("{\"a\":[{},\n", n/4),
	} {
		t.Run(name, func(*testing.T) { _ = SplitJSON(text, func(string) error { return nil }) })
	}
}

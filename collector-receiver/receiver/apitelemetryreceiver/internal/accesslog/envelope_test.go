package accesslog

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEnvelopes(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"Azure Monitor":                 {`{"records": [ {"a":1}, {"b":2} ]}`, []string{`{"a":1}`, `{"b":2}`}},
		"an array of them":              {`[{"records":[{"a":1}]},{"c":3}]`, []string{`{"a":1}`, `{"c":3}`}},
		"CloudWatch":                    {`{"messageType":"DATA_MESSAGE","owner":"1","logEvents":[{"id":"1","message":"x"}],"z":[1]}`, []string{`{"id":"1","message":"x"}`}},
		"CloudWatch looks who is there": {`{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logEvents":[{"id":"","message":"CWL CONTROL MESSAGE"}]}`, nil},
		"one envelope a line":           {"{\"records\":[{\"a\":1}]}\n{\"records\":[{\"b\":2}]}", []string{`{"a":1}`, `{"b":2}`}},
		"numbers are no records":        {`{"records":[1,2]}`, []string{`{"records":[1,2]}`}},
		"empty":                         {`{"records":[]}`, []string{`{"records":[]}`}},
		"a value of that name":          {`{"path":"records","status":200}`, []string{`{"path":"records","status":200}`}},
		"a request that has them too":   {`{"x":{"records":[{"a":1}]}}`, []string{`{"x":{"records":[{"a":1}]}}`}},
	} {
		for _, split := range []func(string, func(string) error) error{SplitJSON, SplitJSONLines} {
			if name == "an array of them" {
				split = SplitJSON
			}
			var got []string
			require.NoError(t, split(tt.text, func(value string) error { got = append(got, value); return nil }))
			assert.Equal(t, tt.want, got, name)
		}
	}
	stop := errors.New("stop")
	assert.ErrorIs(t, SplitJSON(`{"records":[{"a":1}]}`, func(string) error { return stop }), stop)
}

func TestDirectives(t *testing.T) {
	assert.True(t, IsDirective("#Version: 1.0"))
	assert.True(t, IsDirective("#Fields: date time x-edge-location"))
	assert.False(t, IsDirective("# a remark"))
	assert.False(t, IsDirective(""))
}

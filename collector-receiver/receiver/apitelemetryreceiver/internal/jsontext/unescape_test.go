package jsontext

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAppendUnescaped holds the result against the standard library's.
func TestAppendUnescaped(t *testing.T) {
	for _, raw := range []string{
		``, `plain`, `\"\\\/\b\f\n\r\t`, `a\u00e9b`, `\u20AC`, `\ud83d\ude00!`, `\ud83d`, `\ud83dx`, `\ud83d\n`, `\ude00\ud83d`, `\ud83d\u0041`,
	} {
		var expected string
		require.NoError(t, json.Unmarshal([]byte(`"`+raw+`"`), &expected), raw)
		out, ok := AppendUnescaped([]byte("head:"), raw)
		assert.True(t, ok, raw)
		assert.Equal(t, "head:"+expected, string(out), raw)
	}
}

func TestAppendUnescapedRefuses(t *testing.T) {
	for _, raw := range []string{`\`, `a\`, `\x`, `\u`, `\u12`, `\u12g4`, `\u 123`} {
		_, ok := AppendUnescaped(nil, raw)
		assert.False(t, ok, raw)
	}
}

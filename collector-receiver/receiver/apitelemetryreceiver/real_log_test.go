package apitelemetryreceiver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRealApacheLog reads a real log where it lies beside the repository: 10,000 lines, one of them cut.
func TestRealApacheLog(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", "access_logs", "elastic_apache_access.log"))
	if err != nil {
		t.Skip("the real log is not beside the repository: ", err)
	}
	run := start(t, httpConfig(nil), &sink{})
	got := run.post(string(text), "Weir-Source", "apache", "Weir-Source-Mode", "history")
	require.Equal(t, 200, got.status)
	assert.Equal(t, strings.Count(string(text), "\n"), got.Accepted)
	assert.Zero(t, got.Unparsed)
}

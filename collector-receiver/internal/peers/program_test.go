package peers

import (
	"io"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// program builds the shipper.
func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shipper")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "./shipper").CombinedOutput()
	require.NoError(t, err, string(out))
	return path
}

// ship runs the shipper and returns what it wrote.
func ship(t *testing.T, shipper string, lines io.Reader, args ...string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), shipper, args...)
	command.Stdin = lines
	out, err := command.CombinedOutput()
	return string(out), err
}

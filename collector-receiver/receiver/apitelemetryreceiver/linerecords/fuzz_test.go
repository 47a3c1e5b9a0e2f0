package linerecords

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// FuzzBody has any body read without a panic, and every request in it bounded by the body.
func FuzzBody(f *testing.F) {
	for _, body := range []string{combined, nginx, shipped, envoy, "[" + nginx + "," + nginx + "]", `{"records":[` + nginx + `]}`, "[{", "{}{}", "\n\n"} {
		f.Add(body)
	}
	r, err := NewReader(defaults())
	require.NoError(f, err)
	resource := pcommon.NewMap()
	f.Fuzz(func(t *testing.T, body string) {
		record := plog.NewLogRecord()
		record.Body().SetStr(body)
		b := r.NewBatch(resource)
		b.Add(record)
		found := b.Logs().LogRecordCount()
		if found > len(body) || b.Unparsed > int64(len(body)) {
			t.Fatalf("%d requests and %d other lines in %d bytes", found, b.Unparsed, len(body))
		}
	})
}

package apitelemetryreceiver

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/lumberjack"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
)

// filebeatWindow is what Filebeat 8 sends of n lines of an access log, all of them different: about 850 bytes an event.
func filebeatWindow(n int, compressed bool) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var events bytes.Buffer
	offset := 0
	for i := range n {
		line := fmt.Sprintf(`10.%d.%d.%d - - [17/May/2015:10:%02d:%02d +0000] "GET /api/orders/%d/items?page=%d HTTP/1.1" 200 %d "https://shop.example/checkout" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36" %.3f`,
			random.IntN(256), random.IntN(256), random.IntN(256), i/60%60, i%60, random.IntN(1_000_000), random.IntN(20), random.IntN(100_000), random.Float64())
		event := `{"@timestamp":"2015-05-17T10:05:03.` + fmt.Sprintf("%03d", i%1000) + `Z","@metadata":{"beat":"filebeat","type":"_doc","version":"8.15.0"},"log":{"offset":` + strconv.Itoa(offset) +
			`,"file":{"path":"/var/log/nginx/access.log","device_id":"2049","inode":"1310741"}},"message":` + strconv.Quote(line) +
			`,"input":{"type":"filestream"},"fields":{"service":"shop"},"ecs":{"version":"8.0.0"},"host":{"name":"web-1.example"},"agent":{"version":"8.15.0","ephemeral_id":"2f4c5bd1-9a0a-4e4c-b1c1-8f2a4d3b7a10","id":"b6b9d5a2-4a3c-4a44-90d8-6f1d2a1c7e55","name":"web-1.example","type":"filebeat"}}`
		offset += len(line) + 1
		events.WriteString("2J")
		_ = binary.Write(&events, binary.BigEndian, uint32(i+1))
		_ = binary.Write(&events, binary.BigEndian, uint32(len(event)))
		events.WriteString(event)
	}
	out := binary.BigEndian.AppendUint32([]byte("2W"), uint32(n))
	if !compressed {
		return append(out, events.Bytes()...)
	}
	var packed bytes.Buffer
	w, _ := zlib.NewWriterLevel(&packed, 3) // Filebeat's default
	_, _ = w.Write(events.Bytes())
	_ = w.Close()
	out = binary.BigEndian.AppendUint32(append(out, "2C"...), uint32(packed.Len()))
	return append(out, packed.Bytes()...)
}

// cpuTime is what the process has used, collecting garbage included: on a busy machine the clock says little.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkLumberjack is the way of a window from its bytes to the next component: unpacking, JSON, the line, records.
// Filebeat sends up to 2,048 events in a window.
func BenchmarkLumberjack(b *testing.B) {
	const events = 2048
	for name, compressed := range map[string]bool{"compressed": true, "plain": false} {
		b.Run(name, func(b *testing.B) {
			set := receivertest.NewNopSettings(metadata.Type)
			set.ID = component.NewID(metadata.Type)
			cfg := lumberjackConfig(nil)
			cfg.Protocols.Lumberjack.Get().Lines.Keep = nil
			r, err := newReceiver(cfg, set)
			require.NoError(b, err)
			r.logs = consumertest.NewNop()
			in := r.inputs[0].(*lumberjackInput)
			stream := filebeatWindow(events, compressed)
			source := bytes.NewReader(nil)
			reader := lumberjack.NewReader(source, in.limits)
			var window lumberjack.Batch
			b.ReportAllocs()
			b.ResetTimer()
			used := cpuTime()
			for i := 0; i < b.N; i += events {
				source.Reset(stream)
				filled := in.newWindow(time.Now())
				require.NoError(b, reader.Read(&window, filled.add))
				if filled.Unparsed > 0 || filled.end(window.Whole) == "" {
					b.Fatal("unparsed")
				}
				require.NoError(b, in.consume(b.Context(), filled.batch))
				in.meter.held.Store(0)
			}
			b.ReportMetric(float64(cpuTime()-used)/float64(b.N), "cpu-ns/op")
		})
	}
}

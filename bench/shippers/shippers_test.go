package shippers

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/filelogreceiver"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver"
)

// window is how many events Filebeat sends at once.
const window = 2048

// counter is the next component: it counts, and looks whether the lines were understood.
type counter struct {
	records, understood atomic.Int64
}

func (*counter) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (c *counter) ConsumeLogs(_ context.Context, logs plog.Logs) error {
	for _, resource := range logs.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				if record.Attributes().Len() >= 3 {
					c.understood.Add(1)
				}
			}
			c.records.Add(int64(scope.LogRecords().Len()))
		}
	}
	return nil
}

func lines(n int) []string {
	random := rand.New(rand.NewPCG(1, 2))
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(`10.%d.%d.%d - - [17/May/2015:10:%02d:%02d +0000] "GET /api/orders/%d/items?page=%d HTTP/1.1" 200 %d "https://shop.example/checkout" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36" %.3f`,
			random.IntN(256), random.IntN(256), random.IntN(256), i/60%60, i%60, random.IntN(1_000_000), random.IntN(20), random.IntN(100_000), random.Float64())
	}
	return out
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func start(b *testing.B, factory receiver.Factory, settings map[string]any, next *counter) receiver.Logs {
	b.Helper()
	cfg := factory.CreateDefaultConfig()
	require.NoError(b, confmap.NewFromStringMap(settings).Unmarshal(cfg))
	set := receivertest.NewNopSettings(factory.Type())
	set.ID = component.NewID(factory.Type())
	r, err := factory.CreateLogs(b.Context(), set, cfg, next)
	require.NoError(b, err)
	require.NoError(b, r.Start(b.Context(), componenttest.NewNopHost()))
	return r
}

// wait ends when all lines are there, and reports what they cost.
func wait(b *testing.B, next *counter, used time.Duration) {
	b.Helper()
	for next.understood.Load() < int64(b.N) {
		time.Sleep(time.Millisecond)
	}
	b.ReportMetric(float64(cpuTime()-used)/float64(b.N), "cpu-ns/op")
}

func BenchmarkFilelog(b *testing.B) {
	file := filepath.Join(b.TempDir(), "access.log")
	require.NoError(b, os.WriteFile(file, []byte(strings.Join(lines(b.N), "\n")+"\n"), 0o600))
	next := &counter{}
	b.ResetTimer()
	used := cpuTime()
	r := start(b, filelogreceiver.NewFactory(), map[string]any{
		"include": []any{file}, "start_at": "beginning",
		"operators": []any{map[string]any{
			"type":      "regex_parser",
			"regex":     `^(?P<client>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<path>[^ ?]+)\S* [^"]*" (?P<status>\d{3}) (?P<bytes>\S+) "[^"]*" "[^"]*" (?P<duration>\S+)$`,
			"timestamp": map[string]any{"parse_from": "attributes.time", "layout": "%d/%b/%Y:%H:%M:%S %z"},
		}},
	}, next)
	wait(b, next, used)
	b.StopTimer()
	require.NoError(b, r.Shutdown(context.Background()))
}

// windows are what Filebeat sends of lines.
func windows(lines []string) (out [][]byte) {
	for from := 0; from < len(lines); from += window {
		var events bytes.Buffer
		part := lines[from:min(from+window, len(lines))]
		for i, line := range part {
			event := `{"@timestamp":"2015-05-17T10:05:03.123Z","@metadata":{"beat":"filebeat","type":"_doc","version":"8.15.0"},"log":{"offset":` + strconv.Itoa((from+i)*200) +
				`,"file":{"path":"/var/log/nginx/access.log","device_id":"2049","inode":"1310741"}},"message":` + strconv.Quote(line) +
				`,"input":{"type":"filestream"},"fields":{"service":"shop"},"ecs":{"version":"8.0.0"},"host":{"name":"web-1.example"},"agent":{"version":"8.15.0","ephemeral_id":"2f4c5bd1-9a0a-4e4c-b1c1-8f2a4d3b7a10","id":"b6b9d5a2-4a3c-4a44-90d8-6f1d2a1c7e55","name":"web-1.example","type":"filebeat"}}`
			events.WriteString("2J")
			_ = binary.Write(&events, binary.BigEndian, uint32(i+1))
			_ = binary.Write(&events, binary.BigEndian, uint32(len(event)))
			events.WriteString(event)
		}
		var packed bytes.Buffer
		w, _ := zlib.NewWriterLevel(&packed, 3)
		_, _ = w.Write(events.Bytes())
		_ = w.Close()
		frame := binary.BigEndian.AppendUint32([]byte("2W"), uint32(len(part)))
		frame = binary.BigEndian.AppendUint32(append(frame, "2C"...), uint32(packed.Len()))
		out = append(out, append(frame, packed.Bytes()...))
	}
	return out
}

func BenchmarkLumberjack(b *testing.B) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	address := listener.Addr().String()
	require.NoError(b, listener.Close())
	next := &counter{}
	r := start(b, apitelemetryreceiver.NewFactory(), map[string]any{
		"heartbeat_interval": "1h", "protocols": map[string]any{"lumberjack": map[string]any{"endpoint": address}},
	}, next)
	conn, err := net.Dial("tcp", address)
	require.NoError(b, err)
	data := windows(lines(b.N))
	b.ResetTimer()
	used := cpuTime()
	var ack [6]byte
	for _, frame := range data {
		_, err = conn.Write(frame)
		require.NoError(b, err)
		_, err = io.ReadFull(conn, ack[:])
		require.NoError(b, err)
	}
	wait(b, next, used)
	b.StopTimer()
	require.NoError(b, conn.Close())
	require.NoError(b, r.Shutdown(context.Background()))
}

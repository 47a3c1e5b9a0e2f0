package peers

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	lumberjack "github.com/elastic/go-lumber/client/v2"
	"github.com/fluent/fluent-logger-golang/fluent"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/xconfmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver"
)

func line(path string) string {
	return `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET ` + path + ` HTTP/1.1" 200 1 "-" "\"curl\" é" 0.042`
}

// start runs a receiver with one protocol on a free port.
func start(t *testing.T, protocol string, more map[string]any) (host string, port int, next *consumertest.LogsSink) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().(*net.TCPAddr)
	require.NoError(t, listener.Close())
	settings := map[string]any{"endpoint": address.String()}
	for name, value := range more {
		settings[name] = value
	}
	factory := apitelemetryreceiver.NewFactory()
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(map[string]any{
		"heartbeat_interval": "1h", "protocols": map[string]any{protocol: settings},
	}).Unmarshal(cfg))
	require.NoError(t, xconfmap.Validate(cfg))
	next = &consumertest.LogsSink{}
	set := receivertest.NewNopSettings(factory.Type())
	set.ID = component.NewID(factory.Type())
	r, err := factory.CreateLogs(t.Context(), set, cfg, next)
	require.NoError(t, err)
	require.NoError(t, r.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, r.Shutdown(context.Background())) })
	return address.IP.String(), address.Port, next
}

// paths are those of the requests that arrived, by service.
func paths(next *consumertest.LogsSink) map[string][]string {
	out := map[string][]string{}
	for _, logs := range next.AllLogs() {
		for _, resource := range logs.ResourceLogs().All() {
			service, ok := resource.Resource().Attributes().Get("service.name")
			if !ok {
				continue // a heartbeat
			}
			for _, record := range resource.ScopeLogs().At(0).LogRecords().All() {
				path, _ := record.Attributes().Get("url.path")
				out[service.Str()] = append(out[service.Str()], path.AsString())
			}
		}
	}
	return out
}

func events(n int) (out []any, want []string) {
	for i := range n {
		path := fmt.Sprint("/item/", i)
		want = append(want, path)
		out = append(out, map[string]any{"message": line(path), "@timestamp": time.Now().UTC(), "fields": map[string]any{"service": "shop"}})
	}
	return out, want
}

// TestGoLumber sends as Filebeat does: its client is the one of elastic/go-lumber.
func TestGoLumber(t *testing.T) {
	for name, options := range map[string][]lumberjack.Option{
		"plain":      {lumberjack.CompressionLevel(0)},
		"compressed": {lumberjack.CompressionLevel(9)},
	} {
		t.Run(name, func(t *testing.T) {
			host, port, next := start(t, "lumberjack", map[string]any{"max_batch_events": 1000})
			address := net.JoinHostPort(host, fmt.Sprint(port))
			client, err := lumberjack.SyncDial(address, options...)
			require.NoError(t, err)
			defer func() { _ = client.Close() }()
			data, want := events(2500) // acknowledged in three parts
			for range 2 {
				n, err := client.Send(data)
				require.NoError(t, err)
				assert.Equal(t, len(data), n)
			}
			assert.Equal(t, map[string][]string{"shop": append(want, want...)}, paths(next))

			async, err := lumberjack.AsyncDial(address, 5, options...)
			require.NoError(t, err)
			acked := make(chan error, 10)
			for range 10 {
				require.NoError(t, async.Send(func(_ uint32, err error) { acked <- err }, data[:100]))
			}
			for range 10 {
				require.NoError(t, <-acked)
			}
			require.NoError(t, async.Close())
			assert.Len(t, paths(next)["shop"], 6000)
		})
	}
}

// TestFluentLogger sends with the official client for Go, fluent/fluent-logger-golang.
func TestFluentLogger(t *testing.T) {
	for name, change := range map[string]func(*fluent.Config){
		"messages":                func(*fluent.Config) {},
		"messages with EventTime": func(c *fluent.Config) { c.SubSecondPrecision = true },
		"with acknowledgement":    func(c *fluent.Config) { c.RequestAck = true },
		"in the background":       func(c *fluent.Config) { c.Async, c.RequestAck = true, true },
	} {
		t.Run(name, func(t *testing.T) {
			host, port, next := start(t, "fluent_forward", map[string]any{"service": map[string]any{"from": "tag"}})
			cfg := fluent.Config{FluentHost: host, FluentPort: port, TagPrefix: "shop"}
			change(&cfg)
			client, err := fluent.New(cfg)
			require.NoError(t, err)
			var want []string
			for i := range 200 {
				path := fmt.Sprint("/item/", i)
				want = append(want, path)
				require.NoError(t, client.PostWithTime("access", time.Now(), map[string]any{"log": line(path), "n": i, "nested": map[string]any{"a": []int{1, 2}}}))
			}
			require.NoError(t, client.Close())
			require.Eventually(t, func() bool { return len(paths(next)["shop.access"]) == len(want) }, 10*time.Second, 5*time.Millisecond)
			assert.Equal(t, map[string][]string{"shop.access": want}, paths(next))
		})
	}
}

// TestShipper is the sender of the end-to-end tests.
func TestShipper(t *testing.T) {
	for protocol, service := range map[string]string{"lumberjack": "by-lumberjack", "fluent": "by-fluent"} {
		t.Run(protocol, func(t *testing.T) {
			name := map[string]string{"lumberjack": "lumberjack", "fluent": "fluent_forward"}[protocol]
			host, port, next := start(t, name, nil)
			var want []string
			var text bytes.Buffer
			for i := range 25 {
				want = append(want, fmt.Sprint("/item/", i))
				fmt.Fprintln(&text, line(want[i]))
			}
			shipper := program(t)
			out, err := ship(t, shipper, &text, protocol, net.JoinHostPort(host, fmt.Sprint(port)), "10")
			require.NoError(t, err, out)
			assert.Equal(t, "10\n20\n25\n", out)
			assert.Equal(t, map[string][]string{service: want}, paths(next))
			_, err = ship(t, shipper, strings.NewReader(""), "carrier pigeon", "x", "1")
			require.Error(t, err)
		})
	}
}

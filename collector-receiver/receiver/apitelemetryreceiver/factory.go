package apitelemetryreceiver

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/confignet"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/metadata"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

const (
	mebibyte = 1 << 20
	// maxUDPPayload is what fits into one UDP datagram over IPv4.
	maxUDPPayload = 65507
)

// NewFactory creates the factory of the receiver.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(metadata.Type, createDefaultConfig, receiver.WithLogs(createLogs, metadata.LogsStability))
}

func createDefaultConfig() component.Config {
	return &Config{
		HeartbeatInterval: 2 * time.Second,
		Protocols: Protocols{
			HTTP:   configoptional.Default(defaultHTTPConfig()),
			Syslog: configoptional.Default(defaultSyslogConfig()),
		},
	}
}

func defaultHTTPConfig() HTTPConfig {
	server := confighttp.NewDefaultServerConfig()
	server.NetAddr.Endpoint = "127.0.0.1:8321"
	server.MaxRequestBodySize = 16 * mebibyte
	server.CompressionAlgorithms = []string{"", "gzip", "zstd", "zlib", "deflate"}
	server.ReadHeaderTimeout = 10 * time.Second
	// The whole request must be there by then; the handler lifts it once the body is.
	server.ReadTimeout = time.Minute
	// An answer waits for the next component, which may block for as long as its queue is full.
	server.WriteTimeout = 0
	return HTTPConfig{
		ServerConfig:        server,
		Lines:               defaultLinesConfig("UTC"),
		Service:             ServiceConfig{From: requestlog.ServiceFromLine},
		Source:              SourceConfig{Mode: weirattr.ModeLive},
		SourceTimeout:       5 * time.Minute,
		MaxUnpackedBodySize: 64 * mebibyte,
		MaxInFlightSize:     256 * mebibyte,
		MaxRecords:          500_000,
		Idempotency:         IdempotencyConfig{Horizon: 24 * time.Hour, MaxKeys: 100_000, Wait: 30 * time.Second},
	}
}

func defaultSyslogConfig() SyslogConfig {
	address := confignet.NewDefaultAddrConfig()
	address.Transport = confignet.TransportTypeUDP
	address.Endpoint = "127.0.0.1:5514"
	return SyslogConfig{
		AddrConfig:        address,
		Lines:             defaultLinesConfig("Local"),
		Service:           ServiceConfig{From: requestlog.ServiceFromLine},
		Source:            SourceConfig{Mode: weirattr.ModeLive},
		MaxDatagramSize:   maxUDPPayload,
		ReceiveBufferSize: 4 * mebibyte,
		MaxQueueSize:      16 * mebibyte,
		BatchSize:         1000,
		FlushInterval:     200 * time.Millisecond,
	}
}

func defaultLinesConfig(timezone string) LinesConfig {
	return LinesConfig{
		Format:        accesslog.Auto,
		DurationUnit:  "auto",
		Timezone:      timezone,
		Keep:          []string{"server_address"},
		MaxLineLength: 64 << 10,
	}
}

func createLogs(_ context.Context, set receiver.Settings, cfg component.Config, next consumer.Logs) (receiver.Logs, error) {
	return newReceiver(cfg.(*Config), set, next)
}

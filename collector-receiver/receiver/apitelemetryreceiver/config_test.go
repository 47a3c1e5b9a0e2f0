package apitelemetryreceiver

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/confignet"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/confmap/xconfmap"
)

func load(t *testing.T, name string) (*Config, error) {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", name))
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	if err := conf.Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg, xconfmap.Validate(cfg)
}

func TestConfigOnlyWhatIsNamedIsOn(t *testing.T) {
	cfg, err := load(t, "only_http_null.yaml")
	require.NoError(t, err)
	assert.True(t, cfg.Protocols.HTTP.HasValue())
	assert.False(t, cfg.Protocols.Syslog.HasValue())
	assert.Equal(t, defaultHTTPConfig(), *cfg.Protocols.HTTP.Get())

	cfg, err = load(t, "only_syslog_empty_map.yaml")
	require.NoError(t, err)
	assert.False(t, cfg.Protocols.HTTP.HasValue())
	assert.Equal(t, defaultSyslogConfig(), *cfg.Protocols.Syslog.Get())

	cfg, err = load(t, "default.yaml")
	require.NoError(t, err)
	assert.Equal(t, 2*time.Second, cfg.HeartbeatInterval)
	assert.Equal(t, "127.0.0.1:8321", cfg.Protocols.HTTP.Get().ServerConfig.NetAddr.Endpoint)
	assert.Equal(t, "127.0.0.1:5514", cfg.Protocols.Syslog.Get().AddrConfig.Endpoint)
}

func TestConfigEverySetting(t *testing.T) {
	cfg, err := load(t, "every_setting.yaml")
	require.NoError(t, err)
	assert.Equal(t, 5*time.Second, cfg.HeartbeatInterval)

	h := defaultHTTPConfig()
	h.ServerConfig.NetAddr.Endpoint = "0.0.0.0:8321"
	h.ServerConfig.MaxRequestBodySize = 1000
	h.ServerConfig.ReadTimeout = 10 * time.Second
	h.AllowUnauthenticated = true
	h.MaxUnpackedBodySize, h.MaxInFlightSize, h.MaxRecords = 2000, 3000, 10
	h.SourceTimeout = time.Minute
	h.Lines = LinesConfig{Format: "combined", DurationUnit: "ms", Timezone: "Europe/Berlin", Keep: []string{"client_address", "user_agent"}, MaxLineLength: 500}
	h.Service = ServiceConfig{Name: "shop", Namespace: "eu", Environment: "prod", From: "host"}
	h.Source = SourceConfig{ID: "web", Mode: "history"}
	h.Idempotency = IdempotencyConfig{Horizon: time.Hour, MaxKeys: 5, Wait: time.Second}
	assert.Equal(t, h, *cfg.Protocols.HTTP.Get())

	s := defaultSyslogConfig()
	s.AddrConfig = confignet.AddrConfig{Endpoint: "0.0.0.0:5514", Transport: confignet.TransportTypeUDP4, DialerConfig: s.AddrConfig.DialerConfig}
	s.AllowUnauthenticated = true
	s.Lines.Format = "haproxy"
	s.MaxDatagramSize, s.ReceiveBufferSize, s.MaxQueueSize, s.BatchSize, s.FlushInterval = 8192, 65536, 100_000, 10, time.Second
	assert.Equal(t, s, *cfg.Protocols.Syslog.Get())
}

func TestConfigEverySettingOfShippers(t *testing.T) {
	cfg, err := load(t, "every_setting.yaml")
	require.NoError(t, err)
	l := defaultLumberjackConfig()
	l.Stream.TCPAddrConfig.Endpoint = "0.0.0.0:5044"
	l.Stream.AllowUnauthenticated = true
	l.Stream.MaxConnections, l.Stream.MaxInFlightSize = 5, 3000
	l.Stream.ReadTimeout, l.Stream.IdleTimeout, l.KeepAliveInterval = 10*time.Second, 20*time.Second, time.Second
	l.MaxFrameSize, l.MaxBatchSize, l.MaxBatchEvents = 1000, 2000, 10
	l.Lines.Format, l.Service.Name, l.Source.ID = "combined", "shop", "beats"
	l.Stream.Idempotency = IdempotencyConfig{Horizon: time.Hour, MaxKeys: 5, Wait: time.Second}
	assert.Equal(t, l, *cfg.Protocols.Lumberjack.Get())

	f := defaultFluentForwardConfig()
	f.Stream.TCPAddrConfig.Endpoint = "0.0.0.0:24224"
	f.Stream.MaxConnections, f.Stream.MaxInFlightSize = 5, 6000
	f.MaxMessageSize, f.MaxUnpackedSize, f.UDPHeartbeat = 1000, 2000, true
	f.Security = FluentSecurityConfig{SharedKey: "secret", Hostname: "weir", Users: []FluentUserConfig{{Username: "web-1", Password: "open"}}}
	f.Service.From = "tag"
	assert.Equal(t, f, *cfg.Protocols.FluentForward.Get())
}

func TestConfigRefusals(t *testing.T) {
	tests := map[string][]string{
		"no_protocol.yaml":   {"must specify at least one protocol when using the API telemetry receiver"},
		"typo_protocol.yaml": {"invalid keys: htp"},
		"open_to_everybody.yaml": {
			`protocols::http: endpoint: "0.0.0.0:8321" can be reached from other machines without authentication: use 127.0.0.1, or set auth, tls::client_ca_file or allow_unauthenticated`,
			`protocols::lumberjack: endpoint: "0.0.0.0:5044" can be reached from other machines without authentication: use 127.0.0.1, or set tls::client_ca_file or allow_unauthenticated`,
			`protocols::fluent_forward: endpoint: "0.0.0.0:24224" can be reached from other machines without authentication: use 127.0.0.1, or set security::shared_key, tls::client_ca_file or allow_unauthenticated`,
			`protocols::syslog: endpoint: ":5514" can be reached from other machines without authentication: use 127.0.0.1, or set allow_unauthenticated`,
		},
		"wrong_values.yaml": {
			"heartbeat_interval: expected at least 100ms, found 1ms",
			`format: expected one of auto, json, envoy, cloudfront, aws_load_balancer, linkerd, api_gateway, combined, common, haproxy, found "apache"`,
			`duration_unit: expected auto, s, ms, us or ns, found "minutes"`,
			`timezone: expected a name such as Europe/Berlin, UTC or Local, found "Mars/Olympus"`,
			`keep: expected some of server_address, client_address, user_agent, protocol_version, query, original, tls, found "cookies"`,
			"max_line_length: expected more than 0, found 0",
			"max_in_flight_size: expected at least max_unpacked_body_size (67108864), found 1",
			`service::from: expected line, host or backend, found "thin_air"`,
			`source::mode: expected live or history, found "sometimes"`,
			`transport: expected udp, udp4, udp6, tcp, tcp4 or tcp6, found "unix"`,
			"max_datagram_size: expected at most 65507, found 100000",
			"source::mode: expected live over syslog, found history",
			"protocols::lumberjack: max_connections: expected more than 0, found 0",
			"idle_timeout: expected more than 0, found 0",
			"keep_alive_interval: expected more than 0, found 0",
			"max_batch_events: expected more than 0, found 0",
			"max_in_flight_size: expected at least max_frame_size and max_batch_size together (50331648), found 1",
			"source::mode: expected live over lumberjack, found history",
			"max_message_size: expected more than 0, found 0",
			"max_in_flight_size: expected at least twice max_message_size and max_unpacked_size (67108864), found 2",
			"source::mode: expected live over fluent_forward, found history",
			`service::from: expected line, host or backend, found "nowhere"`,
			"security::shared_key: expected a key beside users, found none",
			`security::users::0: expected a username of its own and a password, found "web-1"`,
		},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, name)
			require.Error(t, err)
			for _, sentence := range want {
				assert.ErrorContains(t, err, sentence)
			}
		})
	}
}

func TestLoopbackOnly(t *testing.T) {
	for _, endpoint := range []string{"127.0.0.1:1", "127.8.8.8:1", "[::1]:1", "localhost:1"} {
		require.NoError(t, loopbackOnly(endpoint, ""), endpoint)
	}
	for _, endpoint := range []string{"", ":1", "0.0.0.0:1", "[::]:1", "192.168.0.1:1", "example.com:1", "127.0.0.1"} {
		require.Error(t, loopbackOnly(endpoint, ""), endpoint)
	}
}

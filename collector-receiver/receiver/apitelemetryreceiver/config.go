package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/confignet"
	"go.opentelemetry.io/collector/config/configoptional"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// Config defines the configuration of the receiver. Defaults stand in factory.go.
type Config struct {
	// Protocols are the inputs; each is off unless it is named.
	Protocols Protocols `mapstructure:"protocols"`
	// HeartbeatInterval is how often each live source says up to when it has delivered everything. Default: 2s.
	HeartbeatInterval time.Duration `mapstructure:"heartbeat_interval"`
}

// Protocols are the inputs of the receiver.
type Protocols struct {
	// HTTP takes lines and JSON records over HTTP. Default endpoint: 127.0.0.1:8321.
	HTTP configoptional.Optional[HTTPConfig] `mapstructure:"http"`
	// Syslog takes RFC 5424 and RFC 3164 messages over UDP. Default endpoint: 127.0.0.1:5514.
	Syslog configoptional.Optional[SyslogConfig] `mapstructure:"syslog"`
}

// HTTPConfig defines the HTTP input.
type HTTPConfig struct {
	// ServerConfig is the server: address, TLS, authentication, timeouts. Its max_request_body_size bounds the body as it
	// comes over the wire. Default: 16 MiB.
	ServerConfig confighttp.ServerConfig `mapstructure:",squash"`
	// Lines says how lines are read.
	Lines LinesConfig `mapstructure:",squash"`
	// Service names the service of lines that do not say.
	Service ServiceConfig `mapstructure:"service"`
	// Source names the source of requests that do not name themselves.
	Source SourceConfig `mapstructure:"source"`
	// SourceTimeout is how long a source that named itself counts as live after it was last heard of. Default: 5m.
	SourceTimeout time.Duration `mapstructure:"source_timeout"`
	// MaxUnpackedBodySize bounds a body after decompression, in bytes. Default: 64 MiB.
	MaxUnpackedBodySize int64 `mapstructure:"max_unpacked_body_size"`
	// MaxInFlightSize bounds the unpacked bodies of all requests together, in bytes; more is answered with 503.
	// Default: 256 MiB.
	MaxInFlightSize int64 `mapstructure:"max_in_flight_size"`
	// MaxRecords bounds the records of one request. Default: 500,000.
	MaxRecords int `mapstructure:"max_records"`
	// Idempotency is the memory of keys that were accepted.
	Idempotency IdempotencyConfig `mapstructure:"idempotency"`
	// AllowUnauthenticated lets the server listen beyond loopback without authentication. Default: false.
	AllowUnauthenticated bool `mapstructure:"allow_unauthenticated"`
}

// SyslogConfig defines the syslog input.
type SyslogConfig struct {
	// AddrConfig is the address; its transport is udp, udp4 or udp6.
	AddrConfig confignet.AddrConfig `mapstructure:",squash"`
	// Lines says how messages are read; max_line_length bounds the message behind the header.
	Lines LinesConfig `mapstructure:",squash"`
	// Service names the service; without a name it is the app-name of the message.
	Service ServiceConfig `mapstructure:"service"`
	// Source names the source.
	Source SourceConfig `mapstructure:"source"`
	// MaxDatagramSize bounds a datagram in bytes; a longer one is cut and kept as text. Default: 65507, the most UDP has.
	MaxDatagramSize int `mapstructure:"max_datagram_size"`
	// ReceiveBufferSize is asked of the operating system (SO_RCVBUF), which may give less. Default: 4 MiB.
	ReceiveBufferSize int `mapstructure:"receive_buffer_size"`
	// MaxQueueSize bounds what waits to be passed on, in bytes; more is dropped and counted. Default: 16 MiB.
	MaxQueueSize int `mapstructure:"max_queue_size"`
	// BatchSize is how many messages are passed on at once at most. Default: 1000.
	BatchSize int `mapstructure:"batch_size"`
	// FlushInterval is how long a message waits for others at most. Default: 200ms.
	FlushInterval time.Duration `mapstructure:"flush_interval"`
	// AllowUnauthenticated lets the input listen beyond loopback: syslog over UDP knows no authentication. Default: false.
	AllowUnauthenticated bool `mapstructure:"allow_unauthenticated"`
}

// LinesConfig says how lines are read.
type LinesConfig struct {
	// Format is auto, or the one format that lines are in. Default: auto.
	Format string `mapstructure:"format"`
	// DurationUnit is the unit of durations that are bare numbers: auto, s, ms, us or ns. Default: auto, that is seconds
	// with a decimal point, else microseconds in text and milliseconds in JSON.
	DurationUnit string `mapstructure:"duration_unit"`
	// Timezone is the zone of times without one, as a name of the tz database, UTC or Local. Default: UTC over HTTP, Local
	// over syslog.
	Timezone string `mapstructure:"timezone"`
	// Keep lists optional attributes: server_address, client_address, user_agent, protocol_version, query, original.
	// Default: server_address.
	Keep []string `mapstructure:"keep"`
	// MaxLineLength bounds a line in bytes; a longer one is cut and kept as text. Default: 64 KiB.
	MaxLineLength int `mapstructure:"max_line_length"`
}

// ServiceConfig names the service of lines that do not say.
type ServiceConfig struct {
	// Name becomes service.name.
	Name string `mapstructure:"name"`
	// Namespace becomes service.namespace.
	Namespace string `mapstructure:"namespace"`
	// Environment becomes deployment.environment.name.
	Environment string `mapstructure:"environment"`
	// From says what of a line may name the service, before Name: line (only what it calls its service), host or backend.
	// Default: line.
	From string `mapstructure:"from"`
}

// SourceConfig names a source.
type SourceConfig struct {
	// ID is the source id. Default: the id of the component, a slash and the protocol, such as api_telemetry/http.
	ID string `mapstructure:"id"`
	// Mode is live or history. Default: live.
	Mode string `mapstructure:"mode"`
}

// IdempotencyConfig bounds the memory of accepted keys.
type IdempotencyConfig struct {
	// Horizon is how long a key is remembered. Default: 24h.
	Horizon time.Duration `mapstructure:"horizon"`
	// MaxKeys is how many keys are remembered. Default: 100,000.
	MaxKeys int `mapstructure:"max_keys"`
	// Wait is how long a repeat waits for the first request with its key before it is answered with 409. Default: 30s.
	Wait time.Duration `mapstructure:"wait"`
}

var _ component.Config = (*Config)(nil)

// Validate checks what concerns the receiver as a whole.
func (c *Config) Validate() error {
	if !c.Protocols.HTTP.HasValue() && !c.Protocols.Syslog.HasValue() {
		return errors.New("must specify at least one protocol when using the API telemetry receiver")
	}
	if c.HeartbeatInterval < 100*time.Millisecond {
		return fmt.Errorf("heartbeat_interval: expected at least 100ms, found %s", c.HeartbeatInterval)
	}
	return nil
}

// Validate checks the HTTP input.
func (c *HTTPConfig) Validate() error {
	err := errors.Join(
		c.Lines.validate(), c.Service.validate(), c.Source.validate(),
		positive("source_timeout", int64(c.SourceTimeout)),
		positive("max_request_body_size", c.ServerConfig.MaxRequestBodySize),
		positive("max_unpacked_body_size", c.MaxUnpackedBodySize),
		positive("max_in_flight_size", c.MaxInFlightSize),
		positive("max_records", int64(c.MaxRecords)),
		positive("idempotency::horizon", int64(c.Idempotency.Horizon)),
		positive("idempotency::max_keys", int64(c.Idempotency.MaxKeys)),
		positive("idempotency::wait", int64(c.Idempotency.Wait)),
	)
	if c.MaxInFlightSize < c.MaxUnpackedBodySize {
		err = errors.Join(err, fmt.Errorf("max_in_flight_size: expected at least max_unpacked_body_size (%d), found %d", c.MaxUnpackedBodySize, c.MaxInFlightSize))
	}
	if c.ServerConfig.NetAddr.Transport != confignet.TransportTypeUnix && !c.authenticates() && !c.AllowUnauthenticated {
		err = errors.Join(err, loopbackOnly(c.ServerConfig.NetAddr.Endpoint, "set auth, tls::client_ca_file or allow_unauthenticated"))
	}
	return err
}

// authenticates says whether the server knows who sends: by an extension or by a client certificate.
func (c *HTTPConfig) authenticates() bool {
	return c.ServerConfig.Auth.HasValue() || (c.ServerConfig.TLS.HasValue() && c.ServerConfig.TLS.Get().ClientCAFile != "")
}

// Validate checks the syslog input.
func (c *SyslogConfig) Validate() error {
	err := errors.Join(
		c.Lines.validate(), c.Service.validate(), c.Source.validate(),
		positive("max_datagram_size", int64(c.MaxDatagramSize)),
		positive("receive_buffer_size", int64(c.ReceiveBufferSize)),
		positive("max_queue_size", int64(c.MaxQueueSize)),
		positive("batch_size", int64(c.BatchSize)),
		positive("flush_interval", int64(c.FlushInterval)),
	)
	switch c.AddrConfig.Transport {
	case confignet.TransportTypeUDP, confignet.TransportTypeUDP4, confignet.TransportTypeUDP6:
	default:
		err = errors.Join(err, fmt.Errorf("transport: expected udp, udp4 or udp6, found %q", c.AddrConfig.Transport))
	}
	if c.MaxDatagramSize > maxUDPPayload {
		err = errors.Join(err, fmt.Errorf("max_datagram_size: expected at most %d, found %d", maxUDPPayload, c.MaxDatagramSize))
	}
	if c.Source.Mode == weirattr.ModeHistory {
		err = errors.Join(err, errors.New("source::mode: expected live over syslog, found history"))
	}
	if !c.AllowUnauthenticated {
		err = errors.Join(err, loopbackOnly(c.AddrConfig.Endpoint, "set allow_unauthenticated"))
	}
	return err
}

func (c *LinesConfig) validate() error {
	err := positive("max_line_length", int64(c.MaxLineLength))
	if names := accesslog.FormatNames(); !slices.Contains(names, c.Format) {
		err = errors.Join(err, fmt.Errorf("format: expected one of %s, found %q", strings.Join(names, ", "), c.Format))
	}
	if _, ok := accesslog.UnitByName(c.DurationUnit); !ok {
		err = errors.Join(err, fmt.Errorf("duration_unit: expected auto, s, ms, us or ns, found %q", c.DurationUnit))
	}
	if _, zoneErr := time.LoadLocation(c.Timezone); zoneErr != nil {
		err = errors.Join(err, fmt.Errorf("timezone: expected a name such as Europe/Berlin, UTC or Local, found %q", c.Timezone))
	}
	_, keepErr := requestlog.NewOptions(c.Keep, requestlog.ServiceFromLine)
	return errors.Join(err, keepErr)
}

func (c *ServiceConfig) validate() error {
	_, err := requestlog.NewOptions(nil, c.From)
	return errors.Join(err, named("service::name", c.Name), named("service::namespace", c.Namespace), named("service::environment", c.Environment))
}

func (c *SourceConfig) validate() error {
	err := named("source::id", c.ID)
	if c.Mode != weirattr.ModeLive && c.Mode != weirattr.ModeHistory {
		err = errors.Join(err, fmt.Errorf("source::mode: expected live or history, found %q", c.Mode))
	}
	return err
}

func positive(path string, value int64) error {
	if value <= 0 {
		return fmt.Errorf("%s: expected more than 0, found %d", path, value)
	}
	return nil
}

func named(path, value string) error {
	if !isName(value) {
		return fmt.Errorf("%s: expected at most %d bytes of UTF-8 without control characters, found %d bytes", path, maxNameLength, len(value))
	}
	return nil
}

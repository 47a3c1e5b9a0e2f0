package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/config/confignet"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configtls"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// maxUDPPayload is what fits into one UDP datagram over IPv4.
const maxUDPPayload = 65507

// SyslogConfig defines the syslog input.
type SyslogConfig struct {
	// AddrConfig is the address; its transport is udp, udp4, udp6, tcp, tcp4 or tcp6. Default: udp.
	AddrConfig confignet.AddrConfig `mapstructure:",squash"`
	// Lines says how messages are read; max_line_length bounds the message behind the header.
	Lines LinesConfig `mapstructure:",squash"`
	// Service names the service; without a name it is the app-name of the message.
	Service ServiceConfig `mapstructure:"service"`
	// Source names the source.
	Source SourceConfig `mapstructure:"source"`
	// TLS secures connections over TCP; with client_ca_file only those who show a certificate get in. Default: none.
	TLS configoptional.Optional[configtls.ServerConfig] `mapstructure:"tls"`
	// MaxConnections bounds the connections at a time over TCP; one more is closed at once. Default: 256.
	MaxConnections int `mapstructure:"max_connections"`
	// ReadTimeout is how long a message may take over TCP from the first byte to the last. Default: 1m.
	ReadTimeout time.Duration `mapstructure:"read_timeout"`
	// IdleTimeout is how long a connection may be silent; 0 is for ever, as senders of syslog often have nothing to say.
	// Default: 0.
	IdleTimeout time.Duration `mapstructure:"idle_timeout"`
	// MaxDatagramSize bounds a message in bytes; a longer one is cut and kept as text. Default: 65507, the most UDP has.
	MaxDatagramSize int `mapstructure:"max_datagram_size"`
	// ReceiveBufferSize, over UDP, is asked of the operating system (SO_RCVBUF), which may give less. Default: 4 MiB.
	ReceiveBufferSize int `mapstructure:"receive_buffer_size"`
	// MaxQueueSize, over UDP, bounds what waits to be passed on, in bytes; more is dropped and counted. Default: 16 MiB.
	MaxQueueSize int `mapstructure:"max_queue_size"`
	// BatchSize is how many messages are passed on at once at most. Default: 1000.
	BatchSize int `mapstructure:"batch_size"`
	// FlushInterval, over UDP, is how long a message waits for others at most. Default: 200ms.
	FlushInterval time.Duration `mapstructure:"flush_interval"`
	// AllowUnauthenticated lets the input listen beyond loopback without client certificates. Default: false.
	AllowUnauthenticated bool `mapstructure:"allow_unauthenticated"`
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
		TLS:               configoptional.Default(configtls.NewDefaultServerConfig()),
		MaxConnections:    256,
		ReadTimeout:       time.Minute,
		MaxDatagramSize:   maxUDPPayload,
		ReceiveBufferSize: 4 * mebibyte,
		MaxQueueSize:      16 * mebibyte,
		BatchSize:         1000,
		FlushInterval:     200 * time.Millisecond,
	}
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
		positive("max_connections", int64(c.MaxConnections)),
		positive("read_timeout", int64(c.ReadTimeout)),
	)
	switch c.AddrConfig.Transport {
	case confignet.TransportTypeUDP, confignet.TransportTypeUDP4, confignet.TransportTypeUDP6:
		if c.TLS.HasValue() {
			err = errors.Join(err, fmt.Errorf("tls: expected transport tcp, found %q", c.AddrConfig.Transport))
		}
	case confignet.TransportTypeTCP, confignet.TransportTypeTCP4, confignet.TransportTypeTCP6:
	default:
		err = errors.Join(err, fmt.Errorf("transport: expected udp, udp4, udp6, tcp, tcp4 or tcp6, found %q", c.AddrConfig.Transport))
	}
	if c.IdleTimeout < 0 {
		err = errors.Join(err, fmt.Errorf("idle_timeout: expected 0 or more, found %s", c.IdleTimeout))
	}
	if c.MaxDatagramSize > maxUDPPayload {
		err = errors.Join(err, fmt.Errorf("max_datagram_size: expected at most %d, found %d", maxUDPPayload, c.MaxDatagramSize))
	}
	err = errors.Join(err, liveOnly(&c.Source, "syslog"))
	if stream := c.stream(); !c.AllowUnauthenticated && !stream.asksForCertificates() {
		remedy := "set allow_unauthenticated"
		if c.overTCP() {
			remedy = "set tls::client_ca_file or allow_unauthenticated"
		}
		err = errors.Join(err, loopbackOnly(c.AddrConfig.Endpoint, remedy))
	}
	return err
}

// overTCP says whether messages come over connections.
func (c *SyslogConfig) overTCP() bool {
	return strings.HasPrefix(string(c.AddrConfig.Transport), "tcp")
}

// stream is what concerns the connections.
func (c *SyslogConfig) stream() StreamConfig {
	stream := defaultStreamConfig(c.AddrConfig.Endpoint)
	stream.TLS, stream.MaxConnections = c.TLS, c.MaxConnections
	stream.ReadTimeout, stream.IdleTimeout = c.ReadTimeout, c.IdleTimeout
	return stream
}

// newSyslog makes the input for the transport.
func newSyslog(cfg *SyslogConfig, r *apiTelemetryReceiver) (input, error) {
	if cfg.overTCP() {
		return newSyslogStreamInput(cfg, r)
	}
	return newSyslogInput(cfg, r)
}

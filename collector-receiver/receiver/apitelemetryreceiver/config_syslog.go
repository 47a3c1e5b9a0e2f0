package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/config/confignet"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// maxUDPPayload is what fits into one UDP datagram over IPv4.
const maxUDPPayload = 65507

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
	err = errors.Join(err, liveOnly(&c.Source, "syslog"))
	if !c.AllowUnauthenticated {
		err = errors.Join(err, loopbackOnly(c.AddrConfig.Endpoint, "set allow_unauthenticated"))
	}
	return err
}

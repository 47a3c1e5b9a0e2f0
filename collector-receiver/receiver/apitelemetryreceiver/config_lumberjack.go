package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"time"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// LumberjackConfig defines the input of Filebeat and Logstash.
type LumberjackConfig struct {
	// Stream is the server.
	Stream StreamConfig `mapstructure:",squash"`
	// Lines says how the messages of events are read.
	Lines LinesConfig `mapstructure:",squash"`
	// Service names the service of events that do not say.
	Service ServiceConfig `mapstructure:"service"`
	// Source names the source.
	Source SourceConfig `mapstructure:"source"`
	// KeepAliveInterval is how often a sender hears that its events are being worked on. Default: 3s.
	KeepAliveInterval time.Duration `mapstructure:"keep_alive_interval"`
	// MaxFrameSize bounds a frame in bytes as it is announced, an event or a compressed frame. Default: 16 MiB.
	MaxFrameSize int `mapstructure:"max_frame_size"`
	// MaxBatchSize, in bytes unpacked, and MaxBatchEvents bound what is passed on at once; a larger window is passed on and
	// acknowledged in parts. Defaults: 32 MiB, 50,000.
	MaxBatchSize   int `mapstructure:"max_batch_size"`
	MaxBatchEvents int `mapstructure:"max_batch_events"`
}

func defaultLumberjackConfig() LumberjackConfig {
	return LumberjackConfig{
		Stream:            defaultStreamConfig("127.0.0.1:5044"),
		Lines:             defaultLinesConfig("UTC"),
		Service:           ServiceConfig{From: requestlog.ServiceFromLine},
		Source:            SourceConfig{Mode: weirattr.ModeLive},
		KeepAliveInterval: 3 * time.Second,
		MaxFrameSize:      16 * mebibyte,
		MaxBatchSize:      32 * mebibyte,
		MaxBatchEvents:    50_000,
	}
}

// Validate checks the Lumberjack input.
func (c *LumberjackConfig) Validate() error {
	err := errors.Join(
		c.Stream.validate(false, "set tls::client_ca_file or allow_unauthenticated"),
		c.Lines.validate(), c.Service.validate(), c.Source.validate(), liveOnly(&c.Source, "lumberjack"),
		positive("keep_alive_interval", int64(c.KeepAliveInterval)),
		positive("max_frame_size", int64(c.MaxFrameSize)),
		positive("max_batch_size", int64(c.MaxBatchSize)),
		positive("max_batch_events", int64(c.MaxBatchEvents)),
	)
	if least := int64(c.MaxFrameSize) + int64(c.MaxBatchSize); c.Stream.MaxInFlightSize < least {
		err = errors.Join(err, fmt.Errorf("max_in_flight_size: expected at least max_frame_size and max_batch_size together (%d), found %d", least, c.Stream.MaxInFlightSize))
	}
	return err
}

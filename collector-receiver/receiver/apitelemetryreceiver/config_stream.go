package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/config/confignet"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configtls"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
)

// StreamConfig is what the inputs of shippers over TCP share.
type StreamConfig struct {
	// TCPAddrConfig is the address.
	TCPAddrConfig confignet.TCPAddrConfig `mapstructure:",squash"`
	// TLS secures the connections; with client_ca_file only those who show a certificate get in. Default: none.
	TLS configoptional.Optional[configtls.ServerConfig] `mapstructure:"tls"`
	// MaxConnections bounds the connections at a time; one more is closed at once. Default: 256.
	MaxConnections int `mapstructure:"max_connections"`
	// MaxInFlightSize bounds what all connections together hold, in bytes; whose bytes do not fit is disconnected and
	// sends again. Default: 256 MiB.
	MaxInFlightSize int64 `mapstructure:"max_in_flight_size"`
	// ReadTimeout is how long a sender may take from the first byte of a batch to the last. Default: 1m.
	ReadTimeout time.Duration `mapstructure:"read_timeout"`
	// IdleTimeout is how long a connection may be silent between batches. Default: 15m.
	IdleTimeout time.Duration `mapstructure:"idle_timeout"`
	// Idempotency is the memory of what was accepted, where batches have a key.
	Idempotency IdempotencyConfig `mapstructure:"idempotency"`
	// AllowUnauthenticated lets the input listen beyond loopback without authentication. Default: false.
	AllowUnauthenticated bool `mapstructure:"allow_unauthenticated"`
}

func defaultStreamConfig(endpoint string) StreamConfig {
	address := confignet.NewDefaultTCPAddrConfig()
	address.Endpoint = endpoint
	return StreamConfig{
		TCPAddrConfig:   address,
		TLS:             configoptional.Default(configtls.NewDefaultServerConfig()),
		MaxConnections:  256,
		MaxInFlightSize: 256 * mebibyte,
		ReadTimeout:     time.Minute,
		IdleTimeout:     15 * time.Minute,
		Idempotency:     defaultIdempotencyConfig(),
	}
}

// validate checks the stream; authenticated says that the protocol itself knows who sends.
func (c *StreamConfig) validate(authenticated bool, remedy string) error {
	err := errors.Join(
		positive("max_connections", int64(c.MaxConnections)),
		positive("max_in_flight_size", c.MaxInFlightSize),
		positive("read_timeout", int64(c.ReadTimeout)),
		positive("idle_timeout", int64(c.IdleTimeout)),
		c.Idempotency.validate(),
	)
	if !authenticated && !c.asksForCertificates() && !c.AllowUnauthenticated {
		err = errors.Join(err, loopbackOnly(c.TCPAddrConfig.Endpoint, remedy))
	}
	return err
}

func (c *StreamConfig) asksForCertificates() bool {
	return c.TLS.HasValue() && c.TLS.Get().ClientCAFile != ""
}

// liveOnly refuses history where a sender has no word for up to when it has delivered everything.
func liveOnly(source *SourceConfig, protocol string) error {
	if source.Mode == weirattr.ModeHistory {
		return fmt.Errorf("source::mode: expected live over %s, found history", protocol)
	}
	return nil
}

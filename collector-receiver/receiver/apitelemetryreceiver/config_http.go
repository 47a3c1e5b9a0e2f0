package apitelemetryreceiver

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/confignet"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/envelope"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

const mebibyte = 1 << 20

// maxKeptHeaders bounds the headers that become attributes, maxKeptHeader one of them in bytes.
const (
	maxKeptHeaders = 32
	maxKeptHeader  = 1024
)

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
	// KeepHeaders lists headers of requests that become attributes of the resources of their records, such as the attributes
	// of NiFi's flow files: `weir.sender.` and the header's name in lower case. Default: none.
	KeepHeaders []string `mapstructure:"keep_headers"`
	// Idempotency is the memory of keys that were accepted.
	Idempotency IdempotencyConfig `mapstructure:"idempotency"`
	// AllowUnauthenticated lets the server listen beyond loopback without authentication. Default: false.
	AllowUnauthenticated bool `mapstructure:"allow_unauthenticated"`
}

// IdempotencyConfig bounds the memory of accepted keys.
type IdempotencyConfig struct {
	// Horizon is how long a key is remembered. Default: 24h.
	Horizon time.Duration `mapstructure:"horizon"`
	// MaxKeys is how many keys are remembered. Default: 100,000.
	MaxKeys int `mapstructure:"max_keys"`
	// Wait is how long a repeat waits for the first request with its key before it is refused (409 over HTTP).
	// Default: 30s.
	Wait time.Duration `mapstructure:"wait"`
}

func defaultIdempotencyConfig() IdempotencyConfig {
	return IdempotencyConfig{Horizon: 24 * time.Hour, MaxKeys: 100_000, Wait: 30 * time.Second}
}

func (c *IdempotencyConfig) validate() error {
	return errors.Join(
		positive("idempotency::horizon", int64(c.Horizon)),
		positive("idempotency::max_keys", int64(c.MaxKeys)),
		positive("idempotency::wait", int64(c.Wait)),
	)
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
		Idempotency:         defaultIdempotencyConfig(),
	}
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
		c.Idempotency.validate(),
	)
	if len(c.KeepHeaders) > maxKeptHeaders {
		err = errors.Join(err, fmt.Errorf("keep_headers: expected at most %d, found %d", maxKeptHeaders, len(c.KeepHeaders)))
	}
	for _, name := range c.KeepHeaders {
		if !isHeaderName(name) || isCredential(name) {
			err = errors.Join(err, fmt.Errorf("keep_headers: expected names of headers without credentials, found %q", name))
		}
	}
	if c.MaxInFlightSize < c.MaxUnpackedBodySize {
		err = errors.Join(err, fmt.Errorf("max_in_flight_size: expected at least max_unpacked_body_size (%d), found %d", c.MaxUnpackedBodySize, c.MaxInFlightSize))
	}
	if c.ServerConfig.NetAddr.Transport != confignet.TransportTypeUnix && !c.authenticates() && !c.AllowUnauthenticated {
		err = errors.Join(err, loopbackOnly(c.ServerConfig.NetAddr.Endpoint, "set auth, tls::client_ca_file or allow_unauthenticated"))
	}
	return err
}

// isHeaderName knows letters, digits, '-', '_' and '.': less than RFC 9110 allows, and enough.
func isHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.'
	})
}

// isCredential knows headers that must not end up in telemetry.
func isCredential(name string) bool {
	switch strings.ToLower(name) {
	case "authorization", "proxy-authorization", "cookie", strings.ToLower(envelope.FirehoseKey):
		return true
	}
	return false
}

// authenticates says whether the server knows who sends: by an extension or by a client certificate.
func (c *HTTPConfig) authenticates() bool {
	return c.ServerConfig.Auth.HasValue() || (c.ServerConfig.TLS.HasValue() && c.ServerConfig.TLS.Get().ClientCAFile != "")
}

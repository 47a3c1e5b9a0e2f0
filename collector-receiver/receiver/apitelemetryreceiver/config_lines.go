package apitelemetryreceiver

import (
	"errors"
	"fmt"

	"github.com/weir-detection/weir/collector-receiver/internal/weirattr"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

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
	// Keep lists optional attributes: server_address, client_address, user_agent, protocol_version, query, original, tls.
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

func defaultLinesConfig(timezone string) LinesConfig {
	return LinesConfig{
		Format:        accesslog.Auto,
		DurationUnit:  "auto",
		Timezone:      timezone,
		Keep:          []string{"server_address"},
		MaxLineLength: 64 << 10,
	}
}

func (c *LinesConfig) validate() error {
	err := positive("max_line_length", int64(c.MaxLineLength))
	for _, fault := range accesslog.Faults(c.Format, c.DurationUnit, c.Timezone) {
		err = errors.Join(err, fmt.Errorf("%s: expected %s, found %q", fault.Setting, fault.Expected, fault.Found))
	}
	_, keepErr := requestlog.NewOptions(c.Keep, requestlog.ServiceFromLine)
	return errors.Join(err, keepErr)
}

func (c *ServiceConfig) validate() error {
	_, err := requestlog.NewOptions(nil, c.From)
	return errors.Join(err, named("service::name", c.Name), named("service::namespace", c.Namespace), named("service::environment", c.Environment))
}

// identity is what holds for lines that do not say.
func (c *ServiceConfig) identity() requestlog.Identity {
	return requestlog.Identity{Service: c.Name, Namespace: c.Namespace, Environment: c.Environment}
}

func (c *SourceConfig) validate() error {
	err := named("source::id", c.ID)
	if c.Mode != weirattr.ModeLive && c.Mode != weirattr.ModeHistory {
		err = errors.Join(err, fmt.Errorf("source::mode: expected live or history, found %q", c.Mode))
	}
	return err
}

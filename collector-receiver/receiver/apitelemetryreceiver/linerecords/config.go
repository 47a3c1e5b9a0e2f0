package linerecords

import (
	"errors"
	"fmt"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/requestlog"
)

// Config says how lines are read. Its fields mean what they mean in the protocols of the receiver.
type Config struct {
	// Format is auto, or the one format that lines are in. Default: auto.
	Format string `mapstructure:"format"`
	// DurationUnit is the unit of durations that are bare numbers: auto, s, ms, us or ns. Default: auto, that is seconds
	// with a decimal point, else microseconds in text and milliseconds in JSON.
	DurationUnit string `mapstructure:"duration_unit"`
	// Timezone is the zone of times without one, as a name of the tz database, UTC or Local. Default: UTC.
	Timezone string `mapstructure:"timezone"`
	// MaxLineLength bounds a line in bytes; a longer one is not read. Default: 64 KiB.
	MaxLineLength int `mapstructure:"max_line_length"`
	// Service names the service of lines that do not say, where their resource does not say either.
	Service ServiceConfig `mapstructure:"service"`
}

// ServiceConfig names the service of lines that do not say.
type ServiceConfig struct {
	// Name becomes service.name.
	Name string `mapstructure:"name"`
	// Namespace becomes service.namespace.
	Namespace string `mapstructure:"namespace"`
	// Environment becomes deployment.environment.name.
	Environment string `mapstructure:"environment"`
	// From says what of a line may name the service, before its resource and Name: line (only what it calls its service),
	// host or backend. Default: line.
	From string `mapstructure:"from"`
}

// maxServiceName bounds every part of a service's identity, in bytes.
const maxServiceName = 256

// DefaultConfig has the default of every field.
func DefaultConfig() Config {
	return Config{
		Format: accesslog.Auto, DurationUnit: "auto", Timezone: "UTC", MaxLineLength: 64 << 10,
		Service: ServiceConfig{From: requestlog.ServiceFromLine},
	}
}

// Validate says in one sentence a field what is wrong.
func (c *Config) Validate() error {
	var err error
	for _, fault := range accesslog.Faults(c.Format, c.DurationUnit, c.Timezone) {
		err = errors.Join(err, fmt.Errorf("`%s` must be %s, found %q", fault.Setting, fault.Expected, fault.Found))
	}
	if c.MaxLineLength < 1 {
		err = errors.Join(err, fmt.Errorf("`max_line_length` must be at least 1, found %d", c.MaxLineLength))
	}
	if len(c.Service.Name) > maxServiceName || len(c.Service.Namespace) > maxServiceName || len(c.Service.Environment) > maxServiceName {
		err = errors.Join(err, fmt.Errorf("`service` must have names of at most %d bytes", maxServiceName))
	}
	if _, fromErr := requestlog.NewOptions(nil, c.Service.From); fromErr != nil {
		err = errors.Join(err, fmt.Errorf("`service::from` must be line, host or backend, found %q", c.Service.From))
	}
	return err
}

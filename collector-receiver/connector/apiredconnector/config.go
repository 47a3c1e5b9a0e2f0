package apiredconnector

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/route"
	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/linerecords"
)

// Config is what users write under `api_red`.
type Config struct {
	// Resolution is the length of the slots of event time that a call's requests are summed into. A minute must be a
	// multiple of it. Default 10s.
	Resolution time.Duration `mapstructure:"resolution"`
	// EmitterID names this connector to the detection service; it must be unique and needs Storage. Default: a random
	// UUID, kept in Storage.
	EmitterID string `mapstructure:"emitter_id"`
	// Storage is the storage extension that keeps the emitter's identity, its sequence numbers and the learned routes.
	// Default: none, and then each start is a new emitter that learns anew.
	Storage *component.ID `mapstructure:"storage"`
	// OTLPSource is the source of records that do not name theirs.
	OTLPSource OTLPSourceConfig `mapstructure:"otlp_source"`
	// Lines reads records whose body is a line of an access log.
	Lines LinesConfig `mapstructure:"lines"`
	// BatchKeyFrom names client metadata that identify a call, such as the place of a message in Kafka: what has no batch key
	// of its own gets one of their values and of what is in it, so that the service knows a call that comes again. Calls that
	// lack one of them get none. Default: none.
	BatchKeyFrom []string `mapstructure:"batch_key_from"`
	// Routes bounds the learning of routes.
	Routes RoutesConfig `mapstructure:"routes"`
	// ServiceGraph makes edges between services beside the partials.
	ServiceGraph ServiceGraphConfig `mapstructure:"service_graph"`
	// MaxServices is the number of services (environment, namespace and name) told apart; more are put together under the
	// name `weir.overflow`. Default 1000.
	MaxServices int `mapstructure:"max_services"`
	// MaxOutputBytes bounds the metrics that one call may turn into, unpacked; a call that passes it is refused for good,
	// because the detection service would refuse the metrics. Default 32 MiB.
	MaxOutputBytes int `mapstructure:"max_output_bytes"`
}

// OTLPSourceConfig describes the source that stands for what arrives without `weir.source.id`.
type OTLPSourceConfig struct {
	// ID is the source's id; records that call themselves history belong to `<id>.history`. Default `otlp`.
	ID string `mapstructure:"id"`
	// HeartbeatInterval is the time between heartbeats of that source, from the first record ever seen; 0 sends none and
	// leaves silence unexplained. Default 2s.
	HeartbeatInterval time.Duration `mapstructure:"heartbeat_interval"`
}

// LinesConfig says whether and how lines are read.
type LinesConfig struct {
	// Enabled takes the body of a record that is no request by its attributes for lines of an access log, text or JSON.
	// Default false: programs write lines into bodies that only look like requests.
	Enabled            bool `mapstructure:"enabled"`
	linerecords.Config `mapstructure:",squash"`
}

// ServiceGraphConfig says whether and how many edges are made.
type ServiceGraphConfig struct {
	// Enabled makes metrics of who called whom, in the names of OpenTelemetry's service graph connector. Default false: the
	// detection service has no place for them yet.
	Enabled bool `mapstructure:"enabled"`
	// MaxEdges is the number of pairs of services told apart; more are put together under the name `weir.overflow`. Default
	// 1000.
	MaxEdges int `mapstructure:"max_edges"`
}

// RoutesConfig bounds the learning of routes, per service.
type RoutesConfig struct {
	// MaxPerService is the number of routes of one service; more are put together under `/{...}`. Default 200.
	MaxPerService int `mapstructure:"max_per_service"`
	// FanOut is the number of names seen only once that may stand at one place of a path before they are taken for values
	// and become `{param}`. Default 20.
	FanOut int `mapstructure:"fan_out"`
	// Seeds are templates that win over learning.
	Seeds []SeedConfig `mapstructure:"seeds"`
}

// SeedConfig gives the templates of one service.
type SeedConfig struct {
	// Service is the `service.name`; empty is every service.
	Service string `mapstructure:"service"`
	// Templates are paths like `/users/{id}/orders`; a last `{name...}` takes the rest of a path.
	Templates []string `mapstructure:"templates"`
}

// Validate says in one sentence what is wrong.
func (c *Config) Validate() error {
	if c.Resolution < time.Second || time.Minute%c.Resolution != 0 {
		return fmt.Errorf("`resolution` must divide a minute into slots of a second or more, found %s", c.Resolution)
	}
	if c.EmitterID != "" && c.Storage == nil {
		return errors.New("`emitter_id` needs `storage`: without it, sequence numbers would be used again after a restart")
	}
	if len(c.EmitterID) > maxIdentity || len(c.OTLPSource.ID) > maxIdentity {
		return fmt.Errorf("`emitter_id` and `otlp_source::id` must have at most %d bytes", maxIdentity)
	}
	if c.OTLPSource.ID == "" {
		return errors.New("`otlp_source::id` must not be empty")
	}
	if i := c.OTLPSource.HeartbeatInterval; i != 0 && (i < 100*time.Millisecond || i > 30*time.Second) {
		return fmt.Errorf("`otlp_source::heartbeat_interval` must be 0 or between 100ms and 30s, found %s", i)
	}
	if c.Routes.MaxPerService < 1 || c.Routes.MaxPerService > 10_000 {
		return fmt.Errorf("`routes::max_per_service` must be between 1 and 10000, found %d", c.Routes.MaxPerService)
	}
	if c.Routes.FanOut < 1 {
		return fmt.Errorf("`routes::fan_out` must be at least 1, found %d", c.Routes.FanOut)
	}
	if c.ServiceGraph.MaxEdges < 1 {
		return fmt.Errorf("`service_graph::max_edges` must be at least 1, found %d", c.ServiceGraph.MaxEdges)
	}
	if c.MaxServices < 1 {
		return fmt.Errorf("`max_services` must be at least 1, found %d", c.MaxServices)
	}
	if c.MaxOutputBytes < 1<<20 {
		return fmt.Errorf("`max_output_bytes` must be at least 1048576, found %d", c.MaxOutputBytes)
	}
	if err := c.Lines.Config.Validate(); err != nil {
		return fmt.Errorf("`lines`: %w", err)
	}
	if slices.Contains(c.BatchKeyFrom, "") {
		return errors.New("`batch_key_from` must list names of metadata, found an empty one")
	}
	for i, seed := range c.Routes.Seeds {
		if _, err := route.NewSeeds(seed.Templates); err != nil {
			return fmt.Errorf("`routes::seeds::%d::templates`: %w", i, err)
		}
	}
	return nil
}

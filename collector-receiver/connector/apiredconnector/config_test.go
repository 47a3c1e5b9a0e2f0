package apiredconnector

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/linerecords"
)

func load(t *testing.T, name string) (*Config, error) {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", name))
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, conf.Unmarshal(cfg))
	return cfg, confmap.Validate(cfg)
}

func TestDefaultConfigIsValid(t *testing.T) {
	cfg, err := load(t, "empty.yaml")
	require.NoError(t, err)
	assert.Equal(t, createDefaultConfig(), cfg)
}

func TestFullConfig(t *testing.T) {
	cfg, err := load(t, "full.yaml")
	require.NoError(t, err)
	storage := component.MustNewID("file_storage")
	assert.Equal(t, &Config{
		Resolution: 5 * time.Second, EmitterID: "edge-1", Storage: &storage,
		OTLPSource: OTLPSourceConfig{ID: "sdk", HeartbeatInterval: time.Second},
		Lines: LinesConfig{Enabled: true, Config: linerecords.Config{
			Format: "combined", DurationUnit: "ms", Timezone: "Europe/Berlin", MaxLineLength: 8192,
			Service: linerecords.ServiceConfig{Name: "web", From: "host"},
		}},
		BatchKeyFrom: []string{"kafka.topic", "kafka.offset"},
		Routes: RoutesConfig{MaxPerService: 50, FanOut: 5, Seeds: []SeedConfig{
			{Templates: []string{"/health"}}, {Service: "shop", Templates: []string{"/users/{id}/orders"}},
		}},
		ServiceGraph: ServiceGraphConfig{Enabled: true, MaxEdges: 50},
		MaxServices:  10, MaxOutputBytes: 2 << 20,
	}, cfg)
}

func TestConfigThatCannotBe(t *testing.T) {
	for name, want := range map[string]string{
		"emitter_without_storage.yaml":     "`emitter_id` needs `storage`",
		"resolution_of_seven_seconds.yaml": "`resolution` must divide a minute into slots of a second or more, found 7s",
		"seed_without_slash.yaml":          "`routes::seeds::0::templates`: route template \"users\" must begin with \"/\"",
		"no_routes.yaml":                   "`routes::max_per_service` must be between 1 and 10000, found 0",
		"unknown_format.yaml":              "`lines`: `format` must be one of auto",
		"empty_metadata.yaml":              "`batch_key_from` must list names of metadata, found an empty one",
		"no_edges.yaml":                    "`service_graph::max_edges` must be at least 1, found 0",
		"heartbeat_too_slow.yaml":          "`otlp_source::heartbeat_interval` must be 0 or between 100ms and 30s, found 1m0s",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, name)
			require.ErrorContains(t, err, want)
		})
	}
}

package sourcepartitionerextension

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"

	"github.com/weir-detection/weir/collector-receiver/extension/sourcepartitionerextension/internal/metadata"
)

// NewFactory makes the factory of the extension `source_partitioner`.
func NewFactory() extension.Factory {
	return extension.NewFactory(metadata.Type, createDefaultConfig, create, metadata.ExtensionStability)
}

// Config is what users write under `source_partitioner`: nothing.
type Config struct{}

func createDefaultConfig() component.Config { return &Config{} }

func create(context.Context, extension.Settings, component.Config) (extension.Extension, error) {
	return &sourcePartitioner{}, nil
}

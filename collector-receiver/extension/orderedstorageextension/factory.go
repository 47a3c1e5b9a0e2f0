package orderedstorageextension

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"

	"github.com/weir-detection/weir/collector-receiver/extension/orderedstorageextension/internal/metadata"
)

// NewFactory makes the factory of the extension `ordered_storage`.
func NewFactory() extension.Factory {
	return extension.NewFactory(metadata.Type, createDefaultConfig, create, metadata.ExtensionStability)
}

func createDefaultConfig() component.Config { return &Config{} }

func create(_ context.Context, set extension.Settings, cfg component.Config) (extension.Extension, error) {
	return &orderedStorage{id: cfg.(*Config).Storage, logger: set.Logger}, nil
}

package orderedstorageextension

import (
	"errors"

	"go.opentelemetry.io/collector/component"
)

// Config is what users write under `ordered_storage`.
type Config struct {
	// Storage is the storage extension that keeps the data. There is no default.
	Storage component.ID `mapstructure:"storage"`
}

// Validate says in one sentence what is wrong.
func (c *Config) Validate() error {
	if c.Storage == (component.ID{}) {
		return errors.New("`storage` must name the storage extension that keeps the data, such as `file_storage`")
	}
	return nil
}

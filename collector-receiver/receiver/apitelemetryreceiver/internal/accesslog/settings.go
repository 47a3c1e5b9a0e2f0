package accesslog

import (
	"slices"
	"strings"
	"time"
)

// Fault is a setting that cannot be used: its name in a configuration, what was expected and what was found.
type Fault struct{ Setting, Expected, Found string }

// Faults are what is wrong with the settings by which lines are read: the names of a format, of a unit of durations and of
// a time zone.
func Faults(format, durationUnit, timezone string) []Fault {
	var faults []Fault
	if names := FormatNames(); !slices.Contains(names, format) {
		faults = append(faults, Fault{"format", "one of " + strings.Join(names, ", "), format})
	}
	if _, ok := UnitByName(durationUnit); !ok {
		faults = append(faults, Fault{"duration_unit", "auto, s, ms, us or ns", durationUnit})
	}
	if _, err := time.LoadLocation(timezone); err != nil {
		faults = append(faults, Fault{"timezone", "a name such as Europe/Berlin, UTC or Local", timezone})
	}
	return faults
}

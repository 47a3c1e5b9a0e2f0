package frames

import "hash/fnv"

// Yellow, orange and red mean concern and purple means forecast, so that series take what is left: one for each that a
// panel shows with its band. They are names of Grafana's: each theme has its own shade.
var seriesColours = []string{"blue", "green", "light-blue", "semi-dark-green", "semi-dark-blue"}

// Concern as colours of the four words Low, Medium, High and Severe.
const (
	lowColour    = "light-blue"
	mediumColour = "super-light-orange"
	highColour   = "semi-dark-orange"
	severeColour = "semi-dark-red"
)

func fixed(name string) map[string]any { return map[string]any{"mode": "fixed", "fixedColor": name} }

// Colours gives each name a colour that stays the same while the panel shows the same series, without repeating one
// before all are used. The band must have the colour of its line, which colour schemes "by name" would not give it.
func Colours(names []string) []string {
	given := make([]string, len(names))
	taken := make(map[int]bool)
	for i, name := range names {
		if len(taken) == len(seriesColours) {
			clear(taken)
		}
		hash := fnv.New32a()
		_, _ = hash.Write([]byte(name))
		at := int(hash.Sum32() % uint32(len(seriesColours)))
		for taken[at] {
			at = (at + 1) % len(seriesColours)
		}
		taken[at] = true
		given[i] = seriesColours[at]
	}
	return given
}

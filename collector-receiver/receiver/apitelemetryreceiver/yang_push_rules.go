package apitelemetryreceiver

import (
	"fmt"
	"slices"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/yangpush"
)

// What is known of common YANG modules, so that nobody has to say it: ietf-interfaces (RFC 8343), which once had its state
// in interfaces-state (RFC 7223), and OpenConfig. docs/sources/yang-push.md has the same tables.
var (
	knownCounters = []CounterConfig{
		{"/ietf-interfaces:{interfaces,interfaces-state}/interface/statistics/*-octets", "By"},
		{"/ietf-interfaces:{interfaces,interfaces-state}/interface/statistics/*", "{packet}"},
		{"/openconfig-interfaces:interfaces/interface/**/counters/*-octets", "By"},
		{"/openconfig-interfaces:interfaces/interface/**/counters/carrier-transitions", "{transition}"},
		{"/openconfig-interfaces:interfaces/interface/**/counters/resets", "{reset}"},
		{"/openconfig-interfaces:interfaces/interface/**/counters/*", "{packet}"},
	}
	// The numbers are those of the enumerations in ietf-interfaces, which are those of IF-MIB (RFC 2863).
	operStatus = map[string]int64{
		"up": 1, "down": 2, "testing": 3, "unknown": 4, "dormant": 5, "not-present": 6, "lower-layer-down": 7,
		"UP": 1, "DOWN": 2, "TESTING": 3, "UNKNOWN": 4, "DORMANT": 5, "NOT_PRESENT": 6, "LOWER_LAYER_DOWN": 7,
	}
	adminStatus       = map[string]int64{"up": 1, "down": 2, "testing": 3, "UP": 1, "DOWN": 2, "TESTING": 3}
	knownEnumerations = []EnumerationConfig{
		{"/ietf-interfaces:{interfaces,interfaces-state}/interface/oper-status", operStatus},
		{"/ietf-interfaces:{interfaces,interfaces-state}/interface/admin-status", adminStatus},
		{"/openconfig-interfaces:interfaces/interface/**/oper-status", operStatus},
		{"/openconfig-interfaces:interfaces/interface/**/admin-status", adminStatus},
	}
	knownInterfaces = []string{
		"/ietf-interfaces:{interfaces,interfaces-state}/interface",
		"/openconfig-interfaces:interfaces/interface",
	}
	knownKeys = []KeyConfig{
		{"/ietf-interfaces:{interfaces,interfaces-state}/interface", []string{"name"}},
		{"/openconfig-interfaces:interfaces/interface", []string{"name"}},
		{"/**/ietf-ip:*/neighbor", []string{"ip"}},
		{"/**/ietf-ip:*/address", []string{"ip"}},
	}
	knownIgnored = []string{
		"/**/name", "/**/description", "/**/alias", "/**/id", "/**/index", "/**/if-index", "/**/ifindex",
		"/**/discontinuity-time", "/**/last-change", "/**/last-clear", "/openconfig-*:*/**/config/**",
	}
)

// rules compiles what is configured, in front of what is known.
func (c *YangPushConfig) rules() (*yangpush.Rules, error) {
	r := &yangpush.Rules{}
	for i, counter := range slices.Concat(c.Counters, knownCounters) {
		patterns, err := patternsOf("counters", i, counter.Path)
		if err != nil {
			return nil, err
		}
		for _, p := range patterns {
			r.Counters = append(r.Counters, yangpush.CounterRule{Path: p, Unit: counter.Unit})
		}
	}
	for i, enumeration := range slices.Concat(c.Enumerations, knownEnumerations) {
		patterns, err := patternsOf("enumerations", i, enumeration.Path)
		if err != nil {
			return nil, err
		}
		if len(enumeration.Values) == 0 {
			return nil, fmt.Errorf("enumerations[%d]::values: expected numbers by value, found none", i)
		}
		for _, p := range patterns {
			r.Enumerations = append(r.Enumerations, yangpush.EnumerationRule{Path: p, Values: enumeration.Values})
		}
	}
	for i, list := range slices.Concat(c.Keys, knownKeys) {
		patterns, err := patternsOf("keys", i, list.Path)
		if err != nil {
			return nil, err
		}
		if len(list.Keys) == 0 {
			return nil, fmt.Errorf("keys[%d]::keys: expected the names of its keys, found none", i)
		}
		for _, p := range patterns {
			r.Keys = append(r.Keys, yangpush.KeyRule{Path: p, Names: list.Keys})
		}
	}
	var err error
	if r.Interfaces, err = allPatterns("interfaces", c.Interfaces, knownInterfaces); err != nil {
		return nil, err
	}
	r.Ignore, err = allPatterns("ignore", c.Ignore, knownIgnored)
	return r, err
}

func allPatterns(setting string, configured, known []string) ([]yangpush.Pattern, error) {
	var out []yangpush.Pattern
	for i, path := range slices.Concat(configured, known) {
		patterns, err := patternsOf(setting, i, path)
		if err != nil {
			return nil, err
		}
		out = append(out, patterns...)
	}
	return out, nil
}

func patternsOf(setting string, i int, path string) ([]yangpush.Pattern, error) {
	patterns, err := yangpush.ParsePatterns(path)
	if err != nil {
		return nil, fmt.Errorf("%s[%d]::path: %w", setting, i, err)
	}
	return patterns, nil
}

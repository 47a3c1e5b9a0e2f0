package plugin

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/weir"
)

const (
	// healthTimeout is how long "Save & test" waits: a person looks at it.
	healthTimeout = 5 * time.Second
	// contractVersion is what this plugin was built for.
	contractVersion = "1.0"
)

// CheckHealth answers "Save & test" with one sentence that says what is wrong, and what to do.
func (d *Datasource) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	if d.broken != nil {
		return unwell(d.broken), nil
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	info, err := d.service.FreshInfo(ctx)
	if err != nil {
		return unwell(err), nil
	}
	if d.settings.Tenant != "" && info.Tenant != d.settings.Tenant {
		return unwell(fmt.Errorf("the token belongs to the tenant %q, not to %q", info.Tenant, d.settings.Tenant)), nil
	}
	warning, usable := compare(info.Contract)
	if !usable {
		return unwell(errors.New(warning)), nil
	}
	inventory, err := d.service.FreshInventory(ctx)
	if err != nil {
		return unwell(err), nil
	}
	if len(inventory.Entities) == 0 {
		text := fmt.Sprintf("Connected, but no telemetry yet. Point a collector at %s:4318.", hostname(d.settings.Host))
		return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: text + warning}, nil
	}
	sources, err := d.service.Sources(ctx)
	if err != nil {
		return unwell(err), nil
	}
	text := fmt.Sprintf("Connected to Weir %s at %s. %s, newest sample %s.",
		info.Version, d.settings.Host, counted(inventory), age(sources, d.now()))
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: text + warning}, nil
}

func unwell(err error) *backend.CheckHealthResult {
	return &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: err.Error()}
}

// compare holds the contract of the service against the plugin's: another major version cannot work, an older minor
// one lacks something, a newer one is fine.
func compare(theirs string) (warning string, usable bool) {
	major, minor, ok := version(theirs)
	ourMajor, ourMinor, _ := version(contractVersion)
	mismatch := fmt.Sprintf("This plugin speaks contract %s, the service %s.", contractVersion, theirs)
	switch {
	case !ok || major != ourMajor:
		return mismatch, false
	case minor < ourMinor:
		return " " + mismatch + " What is newer is hidden until the service is updated.", true
	default:
		return "", true
	}
}

func version(text string) (major, minor int, ok bool) {
	left, right, found := strings.Cut(text, ".")
	major, err := strconv.Atoi(left)
	if !found || err != nil {
		return 0, 0, false
	}
	minor, err = strconv.Atoi(right)
	return major, minor, err == nil
}

func hostname(host string) string {
	name, _, found := strings.Cut(host, ":")
	if !found {
		return host
	}
	return name
}

func counted(inventory weir.Inventory) string {
	more := ""
	if inventory.More {
		more = "more than "
	}
	if len(inventory.Entities) == 1 {
		return "1 entity"
	}
	return fmt.Sprintf("%s%d entities", more, len(inventory.Entities))
}

// age says how old the newest sample is, in words.
func age(sources []detectionapi.Source, now time.Time) string {
	var newest int64
	for _, source := range sources {
		if source.ReceivedUpTo != nil {
			newest = max(newest, *source.ReceivedUpTo)
		}
	}
	if newest == 0 {
		return "not stated"
	}
	ago := max(0, now.Sub(time.UnixMilli(newest)))
	switch {
	case ago < 2*time.Minute:
		return fmt.Sprintf("%d s ago", int(ago.Seconds()))
	case ago < 2*time.Hour:
		return fmt.Sprintf("%d min ago", int(ago.Minutes()))
	case ago < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(ago.Hours()))
	default:
		return fmt.Sprintf("%d days ago", int(ago.Hours()/24))
	}
}

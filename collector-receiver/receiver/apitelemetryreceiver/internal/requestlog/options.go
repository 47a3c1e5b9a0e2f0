package requestlog

import (
	"fmt"
	"strings"

	"github.com/weir-detection/weir/collector-receiver/receiver/apitelemetryreceiver/internal/accesslog"
)

// Options say what of a line is kept and what names the service.
type Options struct {
	keep        kept
	kept        int
	serviceFrom string
}

type kept struct {
	serverAddress, clientAddress, userAgent, protocolVersion, query, original, tls bool
}

// Where the name of the service may come from. A line that says service.name itself always wins.
const (
	// ServiceFromLine takes only what the line calls its service.
	ServiceFromLine = "line"
	// ServiceFromHost takes the host the request was for.
	ServiceFromHost = "host"
	// ServiceFromBackend takes what a proxy sent the request to.
	ServiceFromBackend = "backend"
)

// NewOptions reads the names that a configuration has for them.
func NewOptions(keep []string, serviceFrom string) (Options, error) {
	o := Options{serviceFrom: serviceFrom}
	switch serviceFrom {
	case ServiceFromLine, ServiceFromHost, ServiceFromBackend:
	default:
		return o, fmt.Errorf("service::from: expected %s, %s or %s, found %q", ServiceFromLine, ServiceFromHost, ServiceFromBackend, serviceFrom)
	}
	fields := []struct {
		name string
		flag *bool
	}{
		{"server_address", &o.keep.serverAddress},
		{"client_address", &o.keep.clientAddress},
		{"user_agent", &o.keep.userAgent},
		{"protocol_version", &o.keep.protocolVersion},
		{"query", &o.keep.query},
		{"original", &o.keep.original},
		{"tls", &o.keep.tls},
	}
	for _, name := range keep {
		known := make([]string, 0, len(fields))
		found := false
		for _, f := range fields {
			known = append(known, f.name)
			if f.name == name {
				*f.flag, found = true, true
			}
		}
		if !found {
			return o, fmt.Errorf("keep: expected some of %s, found %q", strings.Join(known, ", "), name)
		}
		o.kept++
	}
	return o, nil
}

// identify says which service a request belongs to.
func (o *Options) identify(r *accesslog.Record, fallback Identity) Identity {
	id := Identity{r.Service, r.Namespace, r.Environment}
	if id.Service == "" {
		switch o.serviceFrom {
		case ServiceFromHost:
			id.Service = r.Host
		case ServiceFromBackend:
			if id.Service = serviceOf(r.Backend); id.Service == "" && !strings.HasPrefix(r.Backend, "inbound|") {
				id.Service = r.Backend
			}
		}
	}
	id = id.Or(fallback)
	if id.Service == "" {
		id.Service = UnknownService
	}
	return id
}

package apiredconnector

import (
	"context"
	"strings"
	"sync"

	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/httprequest"
	"github.com/weir-detection/weir/collector-receiver/connector/apiredconnector/internal/route"
)

// identity tells services apart.
type identity struct {
	Environment string `json:"environment,omitempty"`
	Namespace   string `json:"namespace,omitempty"`
	Name        string `json:"name"`
}

const (
	// unknownService is the name of a service whose records do not say; the SDKs use it too.
	unknownService = "unknown_service"
	// overflowService is the name of all services beyond the limit, whatever their environment.
	overflowService = "weir.overflow"
	// maxIdentity bounds, in bytes, every name that becomes part of an identity.
	maxIdentity = 256
	// maxErrorTypes bounds the error types of a service; maxErrorType bounds one, in bytes.
	maxErrorTypes = 32
	maxErrorType  = 64
	// sequenceBlock is the number of sequence numbers reserved at a time: one write to storage for so many partials.
	sequenceBlock = 4096
)

// service is what is known of one service from call to call. mu guards everything below it.
type service struct {
	identity
	number int

	mu         sync.Mutex
	learner    *route.Learner
	errorTypes map[string]string
	recent     recent
	// next is the next sequence number; those below reserved are stored as used.
	next, reserved uint64
	// saved is the version of the routes in storage.
	saved uint64
}

// take gives a sequence number that no earlier run can have used. The caller holds mu.
func (s *service) take(ctx context.Context, store *store) (uint64, error) {
	if s.next == s.reserved {
		if err := store.reserve(ctx, s.number, s.reserved+sequenceBlock); err != nil {
			return 0, err
		}
		s.reserved += sequenceBlock
	}
	s.next++
	return s.next - 1, nil
}

// route names what a request was for; learn is false for a batch that comes again. The caller holds mu.
func (s *service) route(r *httprequest.Request, learn bool) *route.Route {
	switch {
	case r.Route != "":
		return s.learner.Stated(r.Route)
	case r.Method == httprequest.MethodConnect:
		return route.Authority
	}
	known := r.Status != 404
	if !learn {
		return s.learner.Lookup(r.Target, known)
	}
	return s.learner.Path(r.Target, known)
}

// errorType bounds what senders call their errors. The caller holds mu.
func (s *service) errorType(given string) (bounded string, overflow bool) {
	if given == "" || given == httprequest.Other {
		return given, false
	}
	if known, ok := s.errorTypes[given]; ok {
		return known, false
	}
	if len(s.errorTypes) >= maxErrorTypes || len(given) > maxErrorType {
		return httprequest.Other, true
	}
	if s.errorTypes == nil {
		s.errorTypes = map[string]string{}
	}
	key := strings.Clone(given)
	s.errorTypes[key] = strings.ToValidUTF8(key, "\uFFFD")
	return s.errorTypes[key], false
}

// bounded makes a name from outside fit to be part of an identity.
func bounded(name string) string {
	if len(name) > maxIdentity {
		name = name[:maxIdentity]
	}
	return strings.ToValidUTF8(name, "")
}

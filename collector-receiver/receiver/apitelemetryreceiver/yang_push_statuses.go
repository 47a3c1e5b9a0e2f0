package apitelemetryreceiver

import "sync"

// statuses remembers values of enumerations, to tell what has changed. When there is no room, what was there longest
// goes, and its next value is the first one again.
type statuses struct {
	mu     sync.Mutex
	values map[string]int64
	order  []string
	next   int
	limit  int
}

func newStatuses(limit int) *statuses {
	return &statuses{values: map[string]int64{}, limit: limit}
}

func (s *statuses) get(key string) (int64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, ok := s.values[key]
	return value, ok
}

func (s *statuses) set(changed map[string]int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, value := range changed {
		if _, known := s.values[key]; !known {
			s.makeRoom(key)
		}
		s.values[key] = value
	}
}

func (s *statuses) makeRoom(key string) {
	if len(s.order) < s.limit {
		s.order = append(s.order, key)
		return
	}
	delete(s.values, s.order[s.next])
	s.order[s.next] = key
	s.next = (s.next + 1) % s.limit
}

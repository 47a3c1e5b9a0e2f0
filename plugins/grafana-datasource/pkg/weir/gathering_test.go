package weir

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// service is what a gathering asks in these tests: it takes its time, and answers each query with its own text as ref.
type service struct {
	took time.Duration
	// refuses is called with each request.
	refuses func(queries []string) error
	// room is how many results a request has; queries beyond are cut. 0 is no limit.
	room int

	mu       sync.Mutex
	requests [][]string
	ended    int
	most, at int
}

func (s *service) ask(ctx context.Context, queries []string, received func(), each func(detectionapi.QueryResult)) error {
	s.mu.Lock()
	s.requests = append(s.requests, slices.Clone(queries))
	s.at++
	s.most = max(s.most, s.at)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.at--
		s.mu.Unlock()
	}()
	select {
	case <-ctx.Done():
		s.mu.Lock()
		s.ended++
		s.mu.Unlock()
		return silence{ctx.Err()}
	case <-time.After(s.took):
	}
	received()
	if s.refuses != nil {
		if err := s.refuses(queries); err != nil {
			return err
		}
	}
	for i, query := range queries {
		each(detectionapi.QueryResult{Ref: &query, Truncated: s.room > 0 && i >= s.room})
	}
	return nil
}

// callers ask at once, each its own; err by query.
func callers(t *testing.T, g *gathering, queries ...string) map[string]error {
	t.Helper()
	errs := make(map[string]error)
	var mu sync.Mutex
	var wait sync.WaitGroup
	for _, query := range queries {
		wait.Go(func() {
			results, err := g.query(t.Context(), []string{query}, 1)
			if err == nil && (len(results) != 1 || *results[0].Ref != query) {
				err = fmt.Errorf("answered %v", results)
			}
			mu.Lock()
			defer mu.Unlock()
			errs[query] = err
		})
	}
	wait.Wait()
	return errs
}

func numbered(count int) []string {
	queries := make([]string, count)
	for i := range queries {
		queries[i] = fmt.Sprintf("q%d", i)
	}
	return queries
}

func noErrors(t *testing.T, errs map[string]error) {
	t.Helper()
	for query, err := range errs {
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
}

func TestWhoComesAloneGoesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: 10 * time.Millisecond}
		g := &gathering{ask: s.ask}
		from := time.Now()
		for range 3 {
			noErrors(t, callers(t, g, "a"))
		}
		if took := time.Since(from); took != 30*time.Millisecond || len(s.requests) != 3 {
			t.Errorf("%s, %v", took, s.requests)
		}
	})
}

func TestManyTravelTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: 10 * time.Millisecond}
		g := &gathering{ask: s.ask}
		from := time.Now()
		noErrors(t, callers(t, g, numbered(200)...))
		if took := time.Since(from); took > 30*time.Millisecond {
			t.Errorf("took %s", took)
		}
		if len(s.requests) > 12 {
			t.Errorf("%d requests", len(s.requests))
		}
		for _, request := range s.requests {
			if len(request) > gatheredQueries {
				t.Errorf("%d queries in a request", len(request))
			}
		}
		if g.underWay != 0 || len(g.waiting) != 0 || len(g.alike) != 0 {
			t.Errorf("%d under way, %d wait, %d listed", g.underWay, len(g.waiting), len(g.alike))
		}
	})
}

func TestLargeAnswersDoNotTravelTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: time.Millisecond}
		g := &gathering{ask: s.ask}
		var wait sync.WaitGroup
		for _, query := range numbered(30) {
			wait.Go(func() {
				if _, err := g.query(t.Context(), []string{query}, gatheredRows/2); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for _, request := range s.requests {
			if len(request) > 2 {
				t.Errorf("%d in a request", len(request))
			}
		}
	})
}

// TestTheSameIsAskedOnce, but never answered by a request that was sent before the question.
func TestTheSameIsAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: 10 * time.Millisecond}
		g := &gathering{ask: s.ask}
		var wait sync.WaitGroup
		for i := range 100 {
			wait.Go(func() {
				query := "same"
				if i < fewRequests {
					query = fmt.Sprint(i)
				}
				time.Sleep(time.Duration(min(i, fewRequests)) * time.Microsecond)
				if results, err := g.query(t.Context(), []string{query}, 1); err != nil || *results[0].Ref != query {
					t.Error(results, err)
				}
			})
		}
		wait.Wait()
		if len(s.requests) != fewRequests+1 {
			t.Errorf("%d requests", len(s.requests))
		}
		go callers(t, g, "again")
		synctest.Wait()
		callers(t, g, "again")
		synctest.Wait()
		if got := len(s.requests) - fewRequests - 1; got != 2 {
			t.Errorf("%d requests for a question that was asked again while the first was under way", got)
		}
	})
}

func TestASlowRequestHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: time.Minute}
		g := &gathering{ask: s.ask}
		for _, query := range numbered(fewRequests) {
			go callers(t, g, query)
		}
		synctest.Wait()
		s.took = 10 * time.Millisecond
		from := time.Now()
		noErrors(t, callers(t, g, "a", "b", "c"))
		if took := time.Since(from); took > patience+s.took {
			t.Errorf("waited %s", took)
		}
		if last := s.requests[len(s.requests)-1]; len(s.requests) != fewRequests+1 || len(last) != 3 {
			t.Errorf("%v", s.requests)
		}
		s.took = time.Minute
		for i := range 1000 {
			go callers(t, g, fmt.Sprintf("more%d", i))
			time.Sleep(patience)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if s.most > mostRequests {
			t.Errorf("%d requests under way", s.most)
		}
	})
}

func TestWhoGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: 20 * time.Millisecond}
		g := &gathering{ask: s.ask}
		for _, query := range numbered(fewRequests) {
			go callers(t, g, query)
		}
		synctest.Wait()
		var wait sync.WaitGroup
		patient := func(query string, patience time.Duration, gives bool) {
			wait.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				_, err := g.query(ctx, []string{query}, 1)
				if got := errors.Is(err, context.DeadlineExceeded); got != gives {
					t.Errorf("%s: %v", query, err)
				}
			})
		}
		patient("waits", time.Millisecond, true)
		patient("together", patience+10*time.Millisecond, true)
		patient("together", time.Second, false)
		patient("beside", patience+10*time.Millisecond, true)
		wait.Wait()
		if last := s.requests[len(s.requests)-1]; len(s.requests) != fewRequests+1 || slices.Contains(last, "waits") || len(last) != 2 {
			t.Errorf("asked %v", s.requests)
		}
		if s.ended != 0 {
			t.Error("a request was ended that somebody waited for")
		}
		patient("nobody", time.Millisecond, true)
		wait.Wait()
		synctest.Wait()
		if s.ended != 1 {
			t.Error("a request that nobody waits for goes on")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := g.query(ctx, []string{"x"}, 1); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

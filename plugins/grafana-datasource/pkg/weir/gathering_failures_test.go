package weir

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

func refusedWith(status int) error {
	return asError(status, detectionapi.ErrorBody{Code: "x", Message: "No."})
}

func TestABadQuerySpoilsNoOther(t *testing.T) {
	for _, status := range []int{http.StatusBadRequest, http.StatusInternalServerError} {
		synctest.Test(t, func(t *testing.T) {
			s := &service{took: time.Millisecond}
			s.refuses = func(queries []string) error {
				if slices.Contains(queries, "q33") {
					return refusedWith(status)
				}
				return nil
			}
			g := &gathering{ask: s.ask}
			for query, err := range callers(t, g, numbered(100)...) {
				if (err != nil) != (query == "q33") {
					t.Errorf("%s: %v", query, err)
				}
			}
			var refusal *Refusal
			if err := callers(t, g, "q33")["q33"]; !errors.As(err, &refusal) || refusal.Status != status {
				t.Error(err)
			}
			if len(s.requests) > 24 {
				t.Errorf("%d requests to find one", len(s.requests))
			}
		})
	}
}

func TestWhatBefallsAllIsNotAskedAgain(t *testing.T) {
	for _, all := range []error{refusedWith(http.StatusServiceUnavailable), refusedWith(http.StatusUnauthorized), silence{context.DeadlineExceeded}} {
		synctest.Test(t, func(t *testing.T) {
			s := &service{took: time.Millisecond, refuses: func([]string) error { return all }}
			g := &gathering{ask: s.ask}
			for query, err := range callers(t, g, numbered(100)...) {
				if !errors.Is(err, all) {
					t.Errorf("%s: %v", query, err)
				}
			}
			asked := make(map[string]int)
			for _, query := range slices.Concat(s.requests...) {
				if asked[query]++; asked[query] > 1 {
					t.Errorf("%s is asked again after %v", query, all)
				}
			}
		})
	}
}

// TestRoomIsThatOfOneCaller: the service cuts what is too much for one request; only who is alone too much is cut.
func TestRoomIsThatOfOneCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{took: time.Millisecond, room: 10}
		g := &gathering{ask: s.ask}
		var wait sync.WaitGroup
		for i := range 60 {
			wait.Go(func() {
				queries := []string{fmt.Sprintf("%d", i)}
				if i == 40 {
					queries = strings.Split("40"+strings.Repeat(",40", 10), ",")
				}
				results, err := g.query(t.Context(), queries, 1)
				if err != nil || len(results) != len(queries) {
					t.Errorf("%d: %v %v", i, results, err)
					return
				}
				if got := slices.ContainsFunc(results, cut); got != (i == 40) {
					t.Errorf("%d: cut %v", i, got)
				}
			})
		}
		wait.Wait()
		if len(s.requests) > 20 {
			t.Errorf("%d requests", len(s.requests))
		}
	})
}

// TestWhatWasReadStaysGood when the rest of an answer is missing.
func TestWhatWasReadStaysGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken")
		g := &gathering{ask: func(_ context.Context, queries []string, received func(), each func(detectionapi.QueryResult)) error {
			time.Sleep(time.Millisecond)
			received()
			for _, query := range queries[:(len(queries)+1)/2] {
				each(detectionapi.QueryResult{Ref: &query})
			}
			if len(queries) > 1 {
				return broken
			}
			return nil
		}}
		good, bad := 0, 0
		for _, err := range callers(t, g, numbered(fewRequests+10)...) {
			if err == nil {
				good++
			} else if errors.Is(err, broken) {
				bad++
			}
		}
		if good != fewRequests+5 || bad != 5 {
			t.Errorf("%d good, %d bad", good, bad)
		}
	})
}

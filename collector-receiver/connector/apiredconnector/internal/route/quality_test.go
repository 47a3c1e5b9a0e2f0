package route

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// tuning are the APIs on which the learner's numbers were chosen, heldOut those that it is measured with. An API is in one
// of them as a whole.
var (
	tuning  = []string{"box", "okta", "pagerduty", "sendgrid", "spotify", "twilio", "xero"}
	heldOut = []string{"asana", "digitalocean", "discord", "docusign", "netlify"}
)

const (
	requestsPerAPI = 30_000
	// leastMean and leastAPI are what the held-out APIs must reach together and each.
	leastMean = .95
	leastAPI  = .9
)

// quality is how well learned routes agree with the templates that paths were made from: over all pairs of different
// paths, whether both say that the two belong together.
type quality struct{ precision, recall, f1 float64 }

// measure learns from the first half of the traffic and judges the routes that the paths of the second half then get.
func measure(tb testing.TB, api string) (quality, *Learner) {
	tb.Helper()
	requests := traffic(tb, api, 1, requestsPerAPI)
	l := NewLearner(usual, nil)
	half := len(requests) / 2
	for _, r := range requests {
		l.Path(r.path, r.status != 404)
	}
	type cell struct {
		template int
		route    *Route
	}
	cells, byTemplate, byRoute := map[cell]int{}, map[int]int{}, map[*Route]int{}
	seen := map[string]bool{}
	for _, r := range requests[half:] {
		if r.template < 0 || seen[r.path] {
			continue
		}
		seen[r.path] = true
		to := l.Lookup(r.path, true)
		cells[cell{r.template, to}]++
		byTemplate[r.template]++
		byRoute[to]++
	}
	both, told, actual := 0.0, 0.0, 0.0
	for _, n := range cells {
		both += pairs(n)
	}
	for _, n := range byRoute {
		told += pairs(n)
	}
	for _, n := range byTemplate {
		actual += pairs(n)
	}
	q := quality{precision: both / told, recall: both / actual}
	q.f1 = 2 * q.precision * q.recall / (q.precision + q.recall)
	return q, l
}

func pairs(n int) float64 { return float64(n) * float64(n-1) / 2 }

// TestQuality measures on APIs that had no part in choosing the learner's numbers.
func TestQuality(t *testing.T) {
	var report strings.Builder
	mean := 0.0
	for _, api := range heldOut {
		q, l := measure(t, api)
		fmt.Fprintf(&report, "%-13s precision %.3f recall %.3f F1 %.3f, %d routes\n", api, q.precision, q.recall, q.f1, l.Live())
		mean += q.f1 / float64(len(heldOut))
		assert.GreaterOrEqual(t, q.f1, leastAPI, api)
	}
	t.Logf("\n%smean F1 %.3f", report.String(), mean)
	assert.GreaterOrEqual(t, mean, leastMean)
}

// TestQualityOfTuning shows the other half, and what the learner makes of each with -v.
func TestQualityOfTuning(t *testing.T) {
	for _, api := range tuning {
		q, l := measure(t, api)
		t.Logf("%-13s precision %.3f recall %.3f F1 %.3f, %d routes", api, q.precision, q.recall, q.f1, l.Live())
		assert.GreaterOrEqual(t, q.f1, leastAPI, api)
	}
}

// TestDistinctPathsOfAMinute sends 100,000 different paths, as an API under load or a scan has them in a minute, made from
// every API's templates as if one service had them all: routes and memory stay bounded.
func TestDistinctPathsOfAMinute(t *testing.T) {
	var paths []string
	seen := map[string]bool{}
	for seed := uint64(1); len(paths) < 100_000; seed++ {
		for _, api := range append(append([]string{}, tuning...), heldOut...) {
			requests := traffic(t, api, seed, 5_000)
			for _, r := range requests {
				if !seen[r.path] {
					seen[r.path] = true
					paths = append(paths, r.path)
				}
			}
		}
	}
	l := learner(t)
	names := map[string]bool{}
	overflows := 0
	before := heap()
	for _, path := range paths {
		r := l.Path(path, true)
		names[r.Name] = true
		if r.Overflow {
			overflows++
		}
		if l.Live() > usual.Routes {
			t.Fatalf("%d routes live", l.Live())
		}
	}
	grown := int64(heap()) - int64(before)
	assert.Less(t, grown, int64(2<<20))
	assert.LessOrEqual(t, len(names), lifetimes*usual.Routes+1)
	t.Logf("%d paths, %d routes live, %d names over time, %d overflows, %d bytes", len(paths), l.Live(), len(names), overflows, grown)
}

// BenchmarkSteadyState is a path of an API whose routes are known.
func BenchmarkSteadyState(b *testing.B) {
	for _, api := range heldOut {
		b.Run(api, func(b *testing.B) {
			requests := traffic(b, api, 1, requestsPerAPI)
			l := NewLearner(usual, nil)
			for _, r := range requests {
				l.Path(r.path, r.status != 404)
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; b.Loop(); i++ {
				r := requests[i%len(requests)]
				l.Path(r.path, r.status != 404)
			}
		})
	}
}

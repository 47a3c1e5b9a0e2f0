package weir

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/tracing"
	"go.opentelemetry.io/otel/trace"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

const (
	// fewRequests are under way before callers begin to wait for one of them to end, and to be gathered meanwhile.
	fewRequests = 4
	// patience is how long a caller waits for that at most: one slow request does not hold up those of others.
	patience = 2 * time.Millisecond
	// mostRequests are under way at once, however long callers wait.
	mostRequests = 64
	// gatheredQueries is how many queries travel together, where the service takes 100: two requests of half the size let
	// one be answered while the other is read.
	gatheredQueries = 50
	// gatheredRows is how many rows these may ask for: the large answers travel alone, and within the limit on sizes.
	gatheredRows = 120_000
)

// gathering sends the queries of concurrent callers together. While few requests are under way a caller's queries go at
// once, alone; otherwise they wait for a request to end and go with all that came meanwhile. Callers that ask for the
// same before it was sent share the answer: no answer is older than its question.
//
// Nobody suffers from those who travel along: a caller that gives up ends a request only when nobody else waits for it;
// what one of several may have caused is asked again in halves until the one is alone with it; and what was cut short
// because others took the room is asked again from the head of a request, where the room is what it is alone.
type gathering struct {
	// ask sends queries, each the text of a JSON object. It calls received when the whole answer is there, then each for
	// every result in the order of the queries. Results are good even when an error follows.
	ask func(ctx context.Context, queries []string, received func(), each func(detectionapi.QueryResult)) error

	mu       sync.Mutex
	waiting  []*asking
	alike    map[string]*asking
	underWay int
	alarm    bool
}

// asking is what one caller asks, and all others who ask the same.
type asking struct {
	key     string
	queries []string
	rows    int
	// ctx of the first caller, of which only the values count.
	ctx     context.Context
	results []detectionapi.QueryResult
	err     error
	// done is closed when results and err are what the callers get.
	done chan struct{}

	// callers who still wait, under the lock of the gathering; so is request, nil while it waits to be sent.
	callers  int
	finished bool
	request  *gathered
}

// gathered is one request for several.
type gathered struct {
	askings []*asking
	ctx     context.Context
	end     func()
}

// query answers queries, which come to so many rows at most.
func (g *gathering) query(ctx context.Context, queries []string, rows int) ([]detectionapi.QueryResult, error) {
	if err := ctx.Err(); err != nil {
		return nil, silence{err}
	}
	a := g.join(ctx, queries, rows)
	select {
	case <-a.done:
		return a.results, a.err
	case <-ctx.Done():
		g.leave(a)
		return nil, silence{ctx.Err()}
	}
}

func (g *gathering) join(ctx context.Context, queries []string, rows int) *asking {
	key := strings.Join(queries, "\n")
	g.mu.Lock()
	defer g.mu.Unlock()
	if a := g.alike[key]; a != nil {
		a.callers++
		return a
	}
	a := &asking{key: key, queries: queries, rows: rows, ctx: ctx, done: make(chan struct{}), callers: 1}
	if g.alike == nil {
		g.alike = make(map[string]*asking)
	}
	g.alike[key] = a
	g.waiting = append(g.waiting, a)
	g.sendIfFew()
	g.watch()
	return a
}

// leave is called by a caller who gives up.
func (g *gathering) leave(a *asking) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if a.callers--; a.callers > 0 {
		return
	}
	if a.request == nil {
		g.unlist(a)
	} else if !slices.ContainsFunc(a.request.askings, wanted) {
		a.request.end()
	}
}

func wanted(a *asking) bool { return a.callers > 0 && !a.finished }

// unlist takes out of the list what nobody may join any more. The lock is held.
func (g *gathering) unlist(a *asking) {
	if g.alike[a.key] == a {
		delete(g.alike, a.key)
	}
}

// sendIfFew sends what waits when few requests are under way. The lock is held.
func (g *gathering) sendIfFew() {
	if g.underWay < fewRequests {
		g.start(g.take())
	}
}

// watch lets those who wait not wait for ever. The lock is held.
func (g *gathering) watch() {
	if g.alarm || len(g.waiting) == 0 {
		return
	}
	g.alarm = true
	time.AfterFunc(patience, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.alarm = false; g.underWay < mostRequests {
			g.start(g.take())
		}
		g.watch()
	})
}

// take is what goes into the next request. The lock is held.
func (g *gathering) take() []*asking {
	var taken []*asking
	queries, rows := 0, 0
	for len(g.waiting) > 0 {
		a := g.waiting[0]
		if a.callers > 0 {
			queries += len(a.queries)
			rows += a.rows
			if len(taken) > 0 && (queries > gatheredQueries || rows > gatheredRows) {
				break
			}
			taken = append(taken, a)
		}
		g.unlist(a)
		g.waiting[0] = nil
		g.waiting = g.waiting[1:]
	}
	return taken
}

// start sends a request. The lock is held.
func (g *gathering) start(askings []*asking) {
	if len(askings) == 0 {
		return
	}
	ctx, end := context.WithCancel(context.WithoutCancel(askings[0].ctx))
	request := &gathered{askings, ctx, end}
	for _, a := range askings {
		a.request, a.results = request, nil
	}
	g.underWay++
	go g.send(request)
}

// send makes a request and gives everybody what it came to.
func (g *gathering) send(request *gathered) {
	defer request.end()
	ctx, span := linked(request)
	defer span.End()
	var queries []string
	for _, a := range request.askings {
		queries = append(queries, a.queries...)
	}
	// Others may go while this answer is read.
	received := sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.underWay--
		g.sendIfFew()
	})
	rest := request.askings
	answered := 0
	var short []*asking
	err := g.ask(ctx, queries, received, func(result detectionapi.QueryResult) {
		if answered++; len(rest) == 0 {
			return
		}
		a := rest[0]
		if a.results = append(a.results, result); len(a.results) < len(a.queries) {
			return
		}
		rest = rest[1:]
		if a != request.askings[0] && slices.ContainsFunc(a.results, cut) {
			short = append(short, a)
			return
		}
		g.finish(a, nil)
	})
	received()
	if err == nil && answered != len(queries) {
		err = backend.DownstreamErrorf("Weir answered %d of %d queries", answered, len(queries))
	}
	if len(rest) > 1 && mayBeOnes(err) {
		g.mu.Lock()
		half := len(rest) / 2
		g.start(slices.DeleteFunc(slices.Clone(rest[:half]), unwanted))
		g.start(slices.DeleteFunc(slices.Clone(rest[half:]), unwanted))
		g.mu.Unlock()
		rest = nil
	}
	for _, a := range rest {
		g.finish(a, err)
	}
	if len(short) > 0 {
		g.mu.Lock()
		defer g.mu.Unlock()
		for _, a := range short {
			a.request = nil
		}
		g.waiting = append(short, g.waiting...)
		g.sendIfFew()
		g.watch()
	}
}

func cut(result detectionapi.QueryResult) bool { return result.Truncated }

func unwanted(a *asking) bool { return !wanted(a) }

func (g *gathering) finish(a *asking, err error) {
	g.mu.Lock()
	a.finished = true
	g.mu.Unlock()
	if a.err = err; err != nil {
		a.results = nil
	}
	close(a.done)
}

// linked is the context of a request: a part of the first caller's trace, which names those of the others.
func linked(request *gathered) (context.Context, trace.Span) {
	var links []trace.Link
	for _, a := range request.askings[1:] {
		if link := trace.LinkFromContext(a.ctx); link.SpanContext.IsValid() {
			links = append(links, link)
		}
	}
	if len(links) == 0 {
		return request.ctx, trace.SpanFromContext(context.Background())
	}
	return tracing.DefaultTracer().Start(request.ctx, "series of several callers", trace.WithLinks(links...))
}

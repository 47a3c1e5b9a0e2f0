package plugin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/frames"
	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/weir"
)

const (
	// batch is how many queries the service takes in one request.
	batch = 100
	// mostReads is how many series queries one panel may come to, with all values of its variables.
	mostReads = 500

	leastPoints, mostPoints = 10, 11_000
)

// found is one series of the answer to one query.
type found struct {
	query  *asked
	answer *detectionapi.SeriesAnswer
}

// seriesQueries answers all series queries of a call by one request to the service (a further one for each hundred).
func seriesQueries(ctx context.Context, request *request, queries []asked) answers {
	given := make(answers, len(queries))
	fail := func(err error) answers {
		for _, query := range queries {
			given[query.refID] = refused(err)
		}
		return given
	}
	reads, owners := readsOf(queries)
	if len(reads) > mostReads {
		return fail(backend.DownstreamErrorf("The queries of this panel come to %d reads, at most %d are possible. Choose fewer entities.", len(reads), mostReads))
	}
	// What the service is and what it knows are asked side by side: the first is remembered most of the time.
	var info *detectionapi.Info
	var unknown error
	var wait sync.WaitGroup
	wait.Go(func() { info, unknown = request.service.Info(ctx) })
	results, err := readInParts(ctx, request.service, reads)
	wait.Wait()
	if err = cmp.Or(unknown, err); err != nil {
		return fail(err)
	}
	var series []found
	truncated := make(map[string]bool)
	for i, owner := range owners {
		truncated[owner.refID] = truncated[owner.refID] || results[i].Truncated
		for k := range results[i].Series {
			series = append(series, found{query: owner, answer: &results[i].Series[k]})
		}
	}
	for _, query := range queries {
		given[query.refID] = backend.DataResponse{Status: backend.StatusOK}
	}
	draw(request, series, info.OpenScore, given)
	for _, query := range queries {
		given[query.refID] = explained(given[query.refID], query, truncated[query.refID])
	}
	return given
}

// readInParts asks for as much at a time as the service takes.
func readInParts(ctx context.Context, service *weir.Service, reads []detectionapi.SeriesQuery) ([]detectionapi.QueryResult, error) {
	var all []detectionapi.QueryResult
	for part := range slices.Chunk(reads, batch) {
		results, err := service.Query(ctx, part)
		if err != nil {
			return nil, err
		}
		all = append(all, results...)
	}
	return all, nil
}

// readsOf is what the queries come to at the service: one read per entity. Each read is owned by its query.
func readsOf(queries []asked) (reads []detectionapi.SeriesQuery, owners []*asked) {
	optional := func(text string) *string {
		if text == "" {
			return nil
		}
		return &text
	}
	for i := range queries {
		query := &queries[i]
		points := int32(min(mostPoints, max(leastPoints, query.maxDataPoints)))
		for _, entity := range query.Entities {
			owners = append(owners, query)
			reads = append(reads, detectionapi.SeriesQuery{
				Service: &entity, Indicator: &query.Indicator,
				Environment: optional(query.Environment), Namespace: optional(query.Namespace),
				Method: optional(query.Method), Route: optional(query.Route),
				From: query.from.UnixMilli(), To: query.to.UnixMilli(), MaxDataPoints: &points,
			})
		}
	}
	return reads, owners
}

// draw lays the series out as frames of their queries. Names and colours are unique over the whole panel.
func draw(request *request, series []found, openScore float64, given answers) {
	rows := make([]*detectionapi.Series, len(series))
	for i := range series {
		rows[i] = &series[i].answer.Series
	}
	names := frames.Names(rows)
	// A colour is given to the name, so that it stays when further series come.
	colours := frames.Colours(names)
	banded := len(series) <= frames.BandLimit
	for i, one := range series {
		drawing := frames.Drawing{
			Name: names[i], Alone: len(series) == 1, Score: one.query.Score, NumbersOnly: request.numbersOnly,
			Band: banded && one.query.WithBand(), Anomalies: one.query.WithAnomalies(), OpenScore: openScore,
			Why: request.why(one.query, one.answer),
		}
		if banded && !request.numbersOnly {
			drawing.Colour = colours[i]
		}
		response := given[one.query.refID]
		response.Frames = append(response.Frames, frames.Series(one.answer, drawing))
		given[one.query.refID] = response
	}
	if !banded && !request.numbersOnly {
		hideNotice(series, given)
	}
}

// hideNotice says once that bands are off.
func hideNotice(series []found, given answers) {
	for _, one := range series {
		if one.query.WithBand() && !one.query.Score {
			frames.Note(given[one.query.refID].Frames, data.NoticeSeverityInfo, fmt.Sprintf("Bands are hidden above %d series.", frames.BandLimit))
			return
		}
	}
}

// why leads from a value to the anomalies of its entity in the same range.
func (r *request) why(query *asked, answer *detectionapi.SeriesAnswer) *data.DataLink {
	if r.uid == "" || r.numbersOnly {
		return nil
	}
	return &data.DataLink{Title: "Why? (Weir)", Internal: &data.InternalDataLink{
		DatasourceUID: r.uid, DatasourceName: r.name,
		Query: map[string]any{"queryType": "anomalies", "entity": answer.Series.Entity.Name, "environment": query.Environment},
	}}
}

// explained adds what a person should know about an answer: nothing matched, nothing came, it is still learning.
func explained(response backend.DataResponse, query asked, truncated bool) backend.DataResponse {
	if len(response.Frames) == 0 {
		what := strings.Join(query.Entities[:min(3, len(query.Entities))], ", ") + " · " + query.Indicator
		response.Frames = data.Frames{frames.Empty(data.NoticeSeverityWarning, fmt.Sprintf("No series matches %s.", what))}
		return response
	}
	if truncated {
		frames.Note(response.Frames, data.NoticeSeverityWarning,
			fmt.Sprintf("%d series shown, more match. Narrow the query for the rest.", len(response.Frames)))
	}
	return response
}

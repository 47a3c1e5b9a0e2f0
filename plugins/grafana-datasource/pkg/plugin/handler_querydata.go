package plugin

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/models"
)

// asked is one query with what Grafana says about it.
type asked struct {
	models.Query
	refID         string
	from, to      time.Time
	maxDataPoints int64
}

// request is what the queries of one call have in common.
type request struct {
	*Datasource
	// numbersOnly is set for alert rules and expressions, which reduce series of numbers.
	numbersOnly bool
	uid, name   string
}

// answers by refId. Each query has one, also when it failed.
type answers map[string]backend.DataResponse

// queryType answers all queries of its type in one call together, so that it can batch them.
type queryType func(ctx context.Context, request *request, queries []asked) answers

// queryTypes is every type of query: adding one is a file and a line.
var queryTypes = map[models.QueryType]queryType{
	models.Series:    seriesQueries,
	models.Problems:  problemQueries,
	models.Anomalies: anomalyQueries,
	models.Entities:  entityQueries,
	models.Forecast:  forecastQueries,
	models.Rating:    ratingQueries,
}

// QueryData answers the queries of a panel, a rule or Explore. A query that fails fails alone.
func (d *Datasource) QueryData(ctx context.Context, call *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	request := &request{Datasource: d, numbersOnly: forReducing(call)}
	if settings := call.PluginContext.DataSourceInstanceSettings; settings != nil {
		request.uid, request.name = settings.UID, settings.Name
	}
	groups := make(map[models.QueryType][]asked)
	for _, query := range call.Queries {
		one, err := d.parse(query)
		if err != nil {
			response.Responses[query.RefID] = refused(err)
			continue
		}
		groups[one.Type] = append(groups[one.Type], one)
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	for kind, queries := range groups {
		wait.Go(func() {
			found := queryTypes[kind](ctx, request, queries)
			mu.Lock()
			defer mu.Unlock()
			for refID, answer := range found {
				response.Responses[refID] = answer
			}
		})
	}
	wait.Wait()
	return response, nil
}

func (d *Datasource) parse(query backend.DataQuery) (asked, error) {
	if d.broken != nil {
		return asked{}, d.broken
	}
	model, err := models.ParseQuery(query)
	if err != nil {
		return asked{}, backend.DownstreamError(err)
	}
	if queryTypes[model.Type] == nil {
		return asked{}, backend.DownstreamErrorf("the query type %q is not known to this version of the plugin", model.Type)
	}
	return asked{
		Query: model, refID: query.RefID,
		from: query.TimeRange.From, to: query.TimeRange.To, maxDataPoints: query.MaxDataPoints,
	}, nil
}

// forReducing says whether alert rules or server-side expressions ask.
func forReducing(call *backend.QueryDataRequest) bool {
	return call.Headers[backend.FromAlertHeaderName] == "true" || call.GetHTTPHeader("X-Grafana-From-Expr") == "true"
}

// refused is the answer to a query that could not be answered. Errors that do not say whose they are, are the plugin's.
func refused(err error) backend.DataResponse {
	response := backend.ErrorResponseWithErrorSource(err)
	if response.ErrorSource == "" {
		response.ErrorSource = backend.ErrorSourcePlugin
	}
	response.Status = backend.StatusBadRequest
	if errors.Is(err, context.DeadlineExceeded) {
		response.Status = backend.StatusTimeout
	}
	return response
}

// alone answers each query by itself, side by side.
func alone(answer func(ctx context.Context, request *request, query asked) backend.DataResponse) queryType {
	return func(ctx context.Context, request *request, queries []asked) answers {
		found := make(answers, len(queries))
		var wait sync.WaitGroup
		var mu sync.Mutex
		for _, query := range queries {
			wait.Go(func() {
				one := answer(ctx, request, query)
				mu.Lock()
				defer mu.Unlock()
				found[query.refID] = one
			})
		}
		wait.Wait()
		return found
	}
}

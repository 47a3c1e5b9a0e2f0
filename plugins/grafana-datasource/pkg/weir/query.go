package weir

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

const (
	// rowsUnsaid is how many rows a series may have when its query does not say.
	rowsUnsaid = 11_000
	// bodyAhead is how much of an announced length is believed before the answer is there.
	bodyAhead = 4 << 20
	// bodyKept is the largest piece of memory that is kept for further answers.
	bodyKept = 8 << 20
)

// Query reads series; the answers are shared with other callers and must not be changed. The queries of one call must be
// no more than the service takes at once, and hold no ref: results come in their order.
func (s *Service) Query(ctx context.Context, queries []detectionapi.SeriesQuery) ([]detectionapi.QueryResult, error) {
	from := s.now()
	texts := make([]string, len(queries))
	rows := 0
	for i := range queries {
		text, err := json.Marshal(queries[i])
		if err != nil {
			return nil, backend.PluginError(err)
		}
		texts[i] = string(text)
		if points := queries[i].MaxDataPoints; points != nil {
			rows += int(*points)
		} else {
			rows += rowsUnsaid
		}
	}
	results, err := s.gathering.query(ctx, texts, rows)
	if err != nil {
		return nil, s.told(from, err)
	}
	for _, result := range results {
		for i := range result.Series {
			if !sameLength(&result.Series[i]) {
				return nil, backend.DownstreamErrorf("Weir answered columns of different lengths for series %s", result.Series[i].Series.Id)
			}
		}
	}
	return results, nil
}

// silence is why there is no answer; how long a caller has waited for it, each knows itself.
type silence struct{ error }

func (s silence) Unwrap() error { return s.error }

// askSeries sends queries in one request; see gathering.
func (s *Service) askSeries(ctx context.Context, queries []string, received func(), each func(detectionapi.QueryResult)) error {
	answer, err := s.api.QuerySeriesWithBody(ctx, "application/json", bytes.NewReader(queryBody(queries)))
	if err != nil {
		return silence{err}
	}
	body := bodies.Get().(*bytes.Buffer)
	defer func() {
		if body.Cap() <= bodyKept {
			body.Reset()
			bodies.Put(body)
		}
	}()
	if answer.ContentLength > 0 {
		body.Grow(int(min(answer.ContentLength, bodyAhead)) + bytes.MinRead)
	}
	_, err = body.ReadFrom(answer.Body)
	_ = answer.Body.Close()
	received()
	if err != nil {
		return silence{err}
	}
	if answer.StatusCode != http.StatusOK || !strings.Contains(answer.Header.Get("Content-Type"), "json") {
		return refusalOf(answer, body.Bytes())
	}
	at, swapped := 0, false
	err = readColumns(body.Bytes(), func(result detectionapi.QueryResult) {
		swapped = swapped || result.Ref != nil && *result.Ref != strconv.Itoa(at)
		if at++; !swapped {
			each(result)
		}
	})
	switch {
	case err != nil:
		return unreadable(err)
	case swapped:
		return backend.DownstreamErrorf("Weir answered other queries than those that were asked")
	default:
		return nil
	}
}

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// queryBody is the body of a request, in which each query is referred to by its place.
func queryBody(queries []string) []byte {
	const begin, ref, end = `{"queries":[`, `{"ref":"`, `]}`
	size := len(begin) + len(end)
	for _, query := range queries {
		size += len(ref) + len(`99",`) + len(query)
	}
	body := append(make([]byte, 0, size), begin...)
	for i, query := range queries {
		if i > 0 {
			body = append(body, ',')
		}
		body = strconv.AppendInt(append(body, ref...), int64(i), 10)
		// No query is empty: each says its span.
		body = append(append(body, `",`...), strings.TrimPrefix(query, "{")...)
	}
	return append(body, end...)
}

// refusalOf is settle for an answer whose success is large and read otherwise.
func refusalOf(answer *http.Response, body []byte) error {
	var refusal detectionapi.ErrorBody
	refused := &refusal
	if json.Unmarshal(body, &refusal) != nil || refusal.Code == "" {
		refused = nil
	}
	_, err := settle[detectionapi.QueryResponse](nil, refused, nil, answer)
	return err
}

// mayBeOnes says whether one of several queries may be to blame for what befell them all.
func mayBeOnes(err error) bool {
	if isTooLarge(err) {
		return true
	}
	refusal, is := errors.AsType[*Refusal](err)
	if !is {
		return false
	}
	switch refusal.Status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusInternalServerError:
		return true
	default:
		return false
	}
}

func sameLength(answer *detectionapi.SeriesAnswer) bool {
	rows := len(answer.Times)
	return len(answer.Values) == rows && len(answer.Expected) == rows && len(answer.Lower) == rows &&
		len(answer.Upper) == rows && len(answer.Scores) == rows && len(answer.Status) == rows
}

package weir

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// readColumns reads the answer to queries and hands each result out as soon as it is read; what was handed out before an
// error stays good. It understands what encoding/json does, into the same types, only that the numbers of a column lie
// side by side in one piece of memory: columns are most of what a panel costs, and an allocation for each number was
// most of that. Everything small is left to encoding/json.
func readColumns(body []byte, each func(detectionapi.QueryResult)) error {
	r := &jsonReader{text: body}
	err := r.object([]string{"results", "stepsRead"}, func(key string) error {
		switch key {
		case "results":
			_, err := r.array(func() error {
				var result detectionapi.QueryResult
				err := r.result(&result)
				if err == nil {
					each(result)
				}
				return err
			})
			return err
		case "stepsRead":
			return r.small(new(int64))
		default:
			return r.small(nil)
		}
	})
	if r.next(); err == nil && r.at < len(body) {
		err = errors.New("expected nothing more")
	}
	if err != nil {
		return fmt.Errorf("byte %d of %d: %w", r.at, len(body), err)
	}
	return nil
}

var resultKeys = []string{"ref", "series", "truncated"}

func (r *jsonReader) result(result *detectionapi.QueryResult) error {
	return r.object(resultKeys, func(key string) error {
		switch key {
		case "ref":
			return r.small(&result.Ref)
		case "truncated":
			return r.small(&result.Truncated)
		case "series":
			series := []detectionapi.SeriesAnswer{}
			present, err := r.array(func() error {
				series = append(series, detectionapi.SeriesAnswer{})
				return r.series(&series[len(series)-1])
			})
			if result.Series = nil; present {
				result.Series = series
			}
			return err
		default:
			return r.small(nil)
		}
	})
}

var seriesKeys = []string{"series", "reduced", "learningUntil", "times", "values", "expected", "lower", "upper", "scores", "status", "flags"}

func (r *jsonReader) series(answer *detectionapi.SeriesAnswer) error {
	return r.object(seriesKeys, func(key string) (err error) {
		switch key {
		case "series":
			return r.small(&answer.Series)
		case "reduced":
			return r.small(&answer.Reduced)
		case "learningUntil":
			return r.small(&answer.LearningUntil)
		case "times":
			answer.Times, err = integers[int64](r, math.MinInt64, math.MaxInt64)
		case "values":
			answer.Values, err = r.numbers()
		case "expected":
			answer.Expected, err = r.numbers()
		case "lower":
			answer.Lower, err = r.numbers()
		case "upper":
			answer.Upper, err = r.numbers()
		case "scores":
			answer.Scores, err = r.numbers()
		case "status":
			answer.Status, err = r.statuses(len(answer.Times))
		case "flags":
			answer.Flags, err = integers[int32](r, math.MinInt32, math.MaxInt32)
		default:
			return r.small(nil)
		}
		return err
	})
}

// numbers is a column of numbers, nil where there is none.
func (r *jsonReader) numbers() (column []*float64, err error) {
	var numbers []float64
	err = r.column(func(rows int) {
		numbers, column = make([]float64, rows), make([]*float64, rows)
	}, func(row int) (int, error) {
		value, length, err := float(r.text[r.at:])
		numbers[row] = value
		column[row] = &numbers[row]
		return length, err
	})
	return column, err
}

// integers is a column of whole numbers from least to most. What is null stays 0.
func integers[T int32 | int64](r *jsonReader, least, most int64) (column []T, err error) {
	err = r.column(func(rows int) {
		column = make([]T, rows)
	}, func(row int) (int, error) {
		value, length, err := whole(r.text[r.at:])
		if err == nil && (value < least || value > most) {
			err = errWhole
		}
		column[row] = T(value)
		return length, err
	})
	return column, err
}

// statuses is the column of the verdicts' words. Most columns say the same in all rows, and share one.
func (r *jsonReader) statuses(rows int) ([]detectionapi.SeriesAnswerStatus, error) {
	var column []detectionapi.SeriesAnswerStatus
	scored := 0
	present, err := r.array(func() error {
		raw, err := r.skip()
		if err != nil {
			return err
		}
		if column == nil {
			if scored < len(allScored) && string(raw) == `"scored"` {
				scored++
				return nil
			}
			column = append(make([]detectionapi.SeriesAnswerStatus, 0, max(rows, scored+1)), allScored[:scored]...)
		}
		column = append(column, "")
		status := &column[len(column)-1]
		switch string(raw) {
		case `"scored"`:
			*status = detectionapi.Scored
		case `"warming-up"`:
			*status = detectionapi.WarmingUp
		case `"no-data"`:
			*status = detectionapi.NoData
		default:
			return json.Unmarshal(raw, status)
		}
		return nil
	})
	if present && column == nil {
		column = allScored[:scored:scored]
	}
	return column, err
}

// allScored is the column of a series without gaps, as long as a query can ask for.
var allScored = slices.Repeat([]detectionapi.SeriesAnswerStatus{detectionapi.Scored}, rowsUnsaid)

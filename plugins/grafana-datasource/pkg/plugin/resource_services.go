package plugin

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// recentSpan is how far back the newest samples of a service are looked for.
const recentSpan = 15 * time.Minute

// queriesAtOnce is how many the service takes in one request.
const queriesAtOnce = 100

// ListedRating is what a row says of a rating.
type ListedRating struct {
	Score float64                  `json:"score"`
	Low   float64                  `json:"low"`
	High  float64                  `json:"high"`
	Band  *detectionapi.RatingBand `json:"band"`
}

// ListedService is one row of the list of services.
type ListedService struct {
	detectionapi.Entity
	Owner string `json:"owner"`
	// Problem is its open one with the highest concern.
	Problem *detectionapi.Problem `json:"problem"`
	// Problems counts its open ones.
	Problems int           `json:"problems"`
	Rating   *ListedRating `json:"rating"`
	// RequestRate is the newest in calls a second, and LastSample when that was; both null without a sample lately.
	RequestRate *float64 `json:"requestRate"`
	LastSample  *int64   `json:"lastSample"`
}

// ServiceListing is one page of what is watched, exceptions first.
type ServiceListing struct {
	Items []ListedService `json:"items"`
	Total int             `json:"total"`
	// Quiet of those that match have no open problem.
	Quiet int `json:"quiet"`
	// Kinds counts what is watched by its kind.
	Kinds        map[string]int `json:"kinds"`
	Watched      int            `json:"watched"`
	More         bool           `json:"more"`
	Environments []string       `json:"environments"`
}

// services answers the list of what is watched.
func (d *Datasource) services(r *http.Request) (any, error) {
	ctx, list := r.Context(), listingOf(r)
	inventory, err := d.service.Inventory(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := d.known(ctx, inventory.Entities)
	if err != nil {
		return nil, err
	}
	answer := ServiceListing{Watched: len(rows), More: inventory.More, Environments: orEmpty(inventory.Environments()), Kinds: map[string]int{}}
	for _, row := range rows {
		answer.Kinds[string(row.Kind)]++
	}
	rows = slices.DeleteFunc(rows, func(s ListedService) bool {
		return list.environment != "" && s.Environment != list.environment || list.owner != "" && s.Owner != list.owner ||
			list.state == "open" && s.Problem == nil || !list.holds(s.Name, s.Owner)
	})
	for _, row := range rows {
		if row.Problem == nil {
			answer.Quiet++
		}
	}
	slices.SortStableFunc(rows, serviceOrder(list.sort))
	answer.Total, answer.Items = len(rows), cut(rows, list)
	return answer, d.addNewest(ctx, answer.Items)
}

// known joins what the service says of each entity.
func (d *Datasource) known(ctx context.Context, entities []detectionapi.Entity) ([]ListedService, error) {
	open := true
	problems, _, err := d.service.Problems(ctx, detectionapi.ListProblemsParams{Open: &open}, mostProblems)
	if err != nil {
		return nil, err
	}
	owners, err := d.service.Owners(ctx)
	if err != nil {
		return nil, err
	}
	ratings := map[string]*ListedRating{}
	if offered, err := d.service.Offers(ctx, "ratings"); err != nil {
		return nil, err
	} else if offered {
		all, _, err := d.service.Ratings(ctx, "", mostProblems)
		if err != nil {
			return nil, err
		}
		for _, one := range all {
			ratings[one.EntityId] = &ListedRating{Score: one.Score, Low: one.Low, High: one.High, Band: one.Band}
		}
	}
	of := make(map[string][]int, len(problems))
	for i := range problems {
		of[problems[i].EntityId] = append(of[problems[i].EntityId], i)
	}
	rows := make([]ListedService, len(entities))
	for i, entity := range entities {
		rows[i] = ListedService{Entity: entity, Owner: owners[entity.Name], Rating: ratings[entity.Id], Problems: len(of[entity.Id])}
		for _, at := range of[entity.Id] {
			if rows[i].Problem == nil || problems[at].ConcernScore > rows[i].Problem.ConcernScore {
				rows[i].Problem = &problems[at]
			}
		}
	}
	return rows, nil
}

// addNewest reads the newest calls a second of the rows on the page, all in one request.
func (d *Datasource) addNewest(ctx context.Context, rows []ListedService) error {
	indicator, to := "request_rate", d.now()
	for first := 0; first < len(rows); first += queriesAtOnce {
		part := rows[first:min(len(rows), first+queriesAtOnce)]
		queries := make([]detectionapi.SeriesQuery, len(part))
		for i := range part {
			queries[i] = detectionapi.SeriesQuery{
				Service: &part[i].Name, Environment: stated(part[i].Environment), Namespace: stated(part[i].Namespace), Indicator: &indicator,
				From: to.Add(-recentSpan).UnixMilli(), To: to.UnixMilli(),
			}
		}
		results, err := d.service.Query(ctx, queries)
		if err != nil {
			return err
		}
		for i, result := range results {
			for _, series := range result.Series {
				if series.Series.Entity.Id == part[i].Id {
					part[i].RequestRate, part[i].LastSample = newest(&series)
				}
			}
		}
	}
	return nil
}

// stated is nil for what is not said: an empty text would be looked for.
func stated(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func newest(series *detectionapi.SeriesAnswer) (*float64, *int64) {
	for at := len(series.Values) - 1; at >= 0; at-- {
		if series.Values[at] != nil {
			end := series.Times[at] + series.Series.Step
			return series.Values[at], &end
		}
	}
	return nil, nil
}

// serviceOrder is the order of a column; a minus in front turns it round. What no column names is exceptions first.
func serviceOrder(column string) func(a, b ListedService) int {
	concern := func(s ListedService) float64 {
		if s.Problem == nil {
			return -1
		}
		return s.Problem.ConcernScore
	}
	byName := func(a, b ListedService) int { return strings.Compare(a.Name, b.Name) }
	worst := func(a, b ListedService) int { return cmp.Or(-cmp.Compare(concern(a), concern(b)), byName(a, b)) }
	rated := func(s ListedService) float64 {
		if s.Rating == nil {
			return -1
		}
		return s.Rating.Low
	}
	orders := map[string]func(a, b ListedService) int{
		"service": byName,
		"concern": func(a, b ListedService) int { return cmp.Or(cmp.Compare(concern(a), concern(b)), byName(a, b)) },
		"owner":   func(a, b ListedService) int { return cmp.Or(strings.Compare(a.Owner, b.Owner), byName(a, b)) },
		"rating":  func(a, b ListedService) int { return cmp.Or(cmp.Compare(rated(a), rated(b)), byName(a, b)) },
	}
	name, turned := strings.CutPrefix(column, "-")
	order, known := orders[name]
	switch {
	case !known:
		return worst
	case turned:
		return func(a, b ListedService) int { return order(b, a) }
	default:
		return order
	}
}

package plugin

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

const (
	// mostProblems of a range that are read: the newest ones.
	mostProblems = 5000
	// stormSpan and stormServices say what a storm is: open problems of so many services that began in so short a time
	// have one cause, and are one row.
	stormSpan     = 5 * 60_000
	stormServices = 20
)

// ListedProblem is a problem with what its row says besides.
type ListedProblem struct {
	detectionapi.Problem
	Environment string `json:"environment"`
	Owner       string `json:"owner"`
}

// Storm is many services at once.
type Storm struct {
	Services int   `json:"services"`
	Since    int64 `json:"since"`
}

// ProblemListing is one page of the problems of a range, and what there is besides the page.
type ProblemListing struct {
	Items []ListedProblem `json:"items"`
	// Total rows match the filters; Open and Closed count those of the range before filters.
	Total  int `json:"total"`
	Open   int `json:"open"`
	Closed int `json:"closed"`
	// More says that the range has more problems than were read.
	More bool `json:"more"`
	// Storm is set when many services fail at once; its rows are left out unless they are asked for.
	Storm *Storm `json:"storm"`
	// Services are those with an open problem, worst first; Affected counts all with one in the range.
	Services []string `json:"services"`
	Affected int      `json:"affected"`
	// Watched counts services, devices and nodes; NewestSample is null when nothing has come yet.
	Watched      int            `json:"watched"`
	WatchedMore  bool           `json:"watchedMore"`
	NewestSample *int64         `json:"newestSample"`
	Environments []string       `json:"environments"`
	Owners       map[string]int `json:"owners"`
}

// problems answers the overview's list.
func (d *Datasource) problems(r *http.Request) (any, error) {
	ctx, list := r.Context(), listingOf(r)
	params := detectionapi.ListProblemsParams{From: instantOf(r, "from"), To: instantOf(r, "to")}
	if service := r.FormValue("service"); service != "" {
		params.Service = &service
	}
	rows, more, err := d.service.Problems(ctx, params, mostProblems)
	if err != nil {
		return nil, err
	}
	answer := ProblemListing{More: more, Services: []string{}, Owners: map[string]int{}}
	listed, err := d.described(ctx, &answer, rows)
	if err != nil {
		return nil, err
	}
	if list.environment != "" {
		listed = slices.DeleteFunc(listed, func(p ListedProblem) bool { return p.Environment != list.environment })
	}
	slices.SortStableFunc(listed, worstFirst)
	count(&answer, listed)
	storm := stormOf(listed)
	if storm != nil {
		answer.Storm = &Storm{Services: storm.services, Since: storm.from}
	}
	listed = slices.DeleteFunc(listed, func(p ListedProblem) bool {
		switch {
		case list.state == "storm" && (storm == nil || !storm.has(p)),
			list.state == "" && storm != nil && list.text == "" && params.Service == nil && storm.has(p),
			list.state == "open" && p.End != nil, list.state == "closed" && p.End == nil,
			list.owner != "" && p.Owner != list.owner:
			return true
		default:
			return !list.holds(p.Service, p.Description, p.Owner)
		}
	})
	slices.SortStableFunc(listed, problemOrder(list.sort))
	answer.Total, answer.Items = len(listed), cut(listed, list)
	return answer, nil
}

// described adds what the inventory knows, and counts what is watched.
func (d *Datasource) described(ctx context.Context, answer *ProblemListing, rows []detectionapi.Problem) ([]ListedProblem, error) {
	inventory, err := d.service.Inventory(ctx)
	if err != nil {
		return nil, err
	}
	owners, err := d.service.Owners(ctx)
	if err != nil {
		return nil, err
	}
	sources, err := d.service.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, source := range sources {
		if at := source.ReceivedUpTo; at != nil && (answer.NewestSample == nil || *at > *answer.NewestSample) {
			answer.NewestSample = at
		}
	}
	answer.Watched, answer.WatchedMore = len(inventory.Entities), inventory.More
	answer.Environments = orEmpty(inventory.Environments())
	environments := make(map[string]string, len(inventory.Entities))
	for _, entity := range inventory.Entities {
		environments[entity.Id] = entity.Environment
	}
	listed := make([]ListedProblem, len(rows))
	for i, row := range rows {
		listed[i] = ListedProblem{Problem: row, Environment: environments[row.EntityId], Owner: owners[row.Service]}
	}
	return listed, nil
}

// count says how many there are before anybody searches.
func count(answer *ProblemListing, listed []ListedProblem) {
	affected := make(map[string]bool)
	for _, problem := range listed {
		if problem.End != nil {
			answer.Closed++
		} else {
			answer.Open++
			if !slices.Contains(answer.Services, problem.Service) && len(answer.Services) < mostLanes {
				answer.Services = append(answer.Services, problem.Service)
			}
		}
		if problem.Owner != "" {
			answer.Owners[problem.Owner]++
		}
		affected[problem.Service] = true
	}
	answer.Affected = len(affected)
}

func worstFirst(a, b ListedProblem) int {
	closed := func(p ListedProblem) int {
		if p.End != nil {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(closed(a), closed(b)), -cmp.Compare(a.ConcernScore, b.ConcernScore), -cmp.Compare(a.Start, b.Start))
}

// problemOrder is the order of a column; a minus in front turns it round. What no column names is worst first.
func problemOrder(column string) func(a, b ListedProblem) int {
	orders := map[string]func(a, b ListedProblem) int{
		"problem":    func(a, b ListedProblem) int { return strings.Compare(a.Description, b.Description) },
		"where":      func(a, b ListedProblem) int { return strings.Compare(a.Service, b.Service) },
		"since":      func(a, b ListedProblem) int { return cmp.Compare(a.Start, b.Start) },
		"concern":    func(a, b ListedProblem) int { return cmp.Compare(a.ConcernScore, b.ConcernScore) },
		"confidence": func(a, b ListedProblem) int { return cmp.Compare(a.ConfidenceScore, b.ConfidenceScore) },
		"owner":      func(a, b ListedProblem) int { return strings.Compare(a.Owner, b.Owner) },
	}
	name, turned := strings.CutPrefix(column, "-")
	order, known := orders[name]
	switch {
	case !known:
		return worstFirst
	case turned:
		return func(a, b ListedProblem) int { return order(b, a) }
	default:
		return order
	}
}

type storm struct {
	from, to int64
	services int
}

func (s *storm) has(p ListedProblem) bool {
	return p.End == nil && p.Start >= s.from && p.Start <= s.to
}

// stormOf finds the span in which the open problems of most services began.
func stormOf(listed []ListedProblem) *storm {
	var open []ListedProblem
	for _, problem := range listed {
		if problem.End == nil {
			open = append(open, problem)
		}
	}
	slices.SortFunc(open, func(a, b ListedProblem) int { return cmp.Compare(a.Start, b.Start) })
	var worst *storm
	inside := make(map[string]int)
	first := 0
	for _, problem := range open {
		inside[problem.Service]++
		for open[first].Start < problem.Start-stormSpan {
			if inside[open[first].Service]--; inside[open[first].Service] == 0 {
				delete(inside, open[first].Service)
			}
			first++
		}
		if len(inside) >= stormServices && (worst == nil || len(inside) > worst.services) {
			worst = &storm{from: open[first].Start, to: problem.Start, services: len(inside)}
		}
	}
	return worst
}

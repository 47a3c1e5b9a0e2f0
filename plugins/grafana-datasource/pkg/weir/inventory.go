package weir

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// Inventory is what is watched, endpoints left out, as far as it was read.
type Inventory struct {
	// Entities in the order of their names.
	Entities []detectionapi.Entity
	// More says that there are more than were read.
	More bool
}

// wholes are the kinds that are not a part of another entity. Endpoints are many and are read for one service only.
var wholes = []detectionapi.ListEntitiesParamsKind{
	"service",
	"device",
	"node",
}

// Inventory lists what is watched; it may be some seconds old. That nothing is watched is asked again each time: whoever
// connects the first service looks for it at once.
func (s *Service) Inventory(ctx context.Context) (Inventory, error) {
	from := s.now()
	all, err := s.entities.get(ctx, from, func(ctx context.Context) (Inventory, bool, error) {
		all, err := s.FreshInventory(ctx)
		return all, len(all.Entities) > 0, err
	})
	return all, s.told(from, err)
}

// FreshInventory asks the service itself.
func (s *Service) FreshInventory(ctx context.Context) (Inventory, error) {
	var all Inventory
	for _, kind := range wholes {
		rows, more, err := s.Entities(ctx, detectionapi.ListEntitiesParams{Kind: &kind}, mostPages*pageRows)
		if err != nil {
			return Inventory{}, err
		}
		all.Entities = append(all.Entities, rows...)
		all.More = all.More || more
	}
	slices.SortStableFunc(all.Entities, func(a, b detectionapi.Entity) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// Environments that entities stand in, sorted, without the empty one.
func (i Inventory) Environments() []string {
	var names []string
	for _, entity := range i.Entities {
		if entity.Environment != "" {
			names = append(names, entity.Environment)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Search finds names that hold the text, those that start with it first; at most wanted, and whether there are more.
func (i Inventory) Search(text, environment string, wanted int) ([]string, bool) {
	text = strings.ToLower(text)
	var starts, holds []string
	for _, entity := range i.Entities {
		if environment != "" && entity.Environment != environment {
			continue
		}
		name := strings.ToLower(entity.Name)
		switch {
		case strings.HasPrefix(name, text):
			starts = append(starts, entity.Name)
		case strings.Contains(name, text):
			holds = append(holds, entity.Name)
		}
	}
	found := append(slices.Compact(starts), slices.Compact(holds)...)
	if len(found) > wanted {
		return found[:wanted], true
	}
	return found, i.More
}

// Nearest is the name that is spelled most like the one given, or empty when none comes near.
func (i Inventory) Nearest(name string) string {
	best, distance := "", max(2, len(name)/3)+1
	for _, entity := range i.Entities {
		if far := editDistance(strings.ToLower(name), strings.ToLower(entity.Name), distance); far < distance {
			best, distance = entity.Name, far
		}
	}
	return best
}

// Has says whether something is called so.
func (i Inventory) Has(name string) bool {
	return slices.ContainsFunc(i.Entities, func(entity detectionapi.Entity) bool { return entity.Name == name })
}

// Members are what stands in one environment, by id and by name (endpoints have ids of their own and the name of theirs).
type Members struct {
	ID, Name map[string]bool
}

// In are the members of the environment.
func (i Inventory) In(environment string) Members {
	members := Members{ID: make(map[string]bool), Name: make(map[string]bool)}
	elsewhere := make(map[string]bool)
	for _, entity := range i.Entities {
		if entity.Environment == environment {
			members.ID[entity.Id], members.Name[entity.Name] = true, true
		} else {
			elsewhere[entity.Name] = true
		}
	}
	// A name that other environments have too does not say where it is.
	for name := range elsewhere {
		delete(members.Name, name)
	}
	return members
}

// editDistance counts insertions, deletions and replacements (Levenshtein); it gives up at the limit.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], limit)
}

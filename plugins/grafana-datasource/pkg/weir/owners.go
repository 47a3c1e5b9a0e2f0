package weir

import (
	"context"
	"strings"

	"github.com/weir-detection/weir/plugins/grafana-datasource/pkg/detectionapi"
)

// Owners says whose a service is, by its name, as the catalog of a portal has it; it may be some seconds old. Services
// that the catalog does not know, or of which it names no owner, are left out.
func (s *Service) Owners(ctx context.Context) (map[string]string, error) {
	offered, err := s.Offers(ctx, "inventory")
	if err != nil || !offered {
		return nil, err
	}
	from := s.now()
	owners, err := s.owners.get(ctx, from, func(ctx context.Context) (map[string]string, bool, error) {
		rows, err := s.catalog(ctx)
		owners := make(map[string]string, len(rows))
		for _, row := range rows {
			if row.Owner != nil && *row.Owner != "" {
				owners[nameOf(row)] = shortRef(*row.Owner)
			}
		}
		return owners, true, err
	})
	return owners, s.told(from, err)
}

func (s *Service) catalog(ctx context.Context) ([]detectionapi.CatalogEntity, error) {
	rows, _, err := collect(mostPages*pageRows, func(cursor *string, limit int32) (page[detectionapi.CatalogEntity], error) {
		from := s.now()
		answer, err := s.api.ListCatalogEntitiesWithResponse(ctx, &detectionapi.ListCatalogEntitiesParams{Cursor: cursor, Limit: &limit})
		if err != nil {
			return page[detectionapi.CatalogEntity]{}, s.failed(from, err)
		}
		got, err := settle(answer.JSON200, answer.JSON4XX, answer.JSON5XX, answer.HTTPResponse)
		if err != nil {
			return page[detectionapi.CatalogEntity]{}, err
		}
		return page[detectionapi.CatalogEntity]{got.Items, got.Next}, nil
	})
	return rows, err
}

// nameOf is the service that a catalog entity claims: what its annotation says, else the name in its reference.
func nameOf(row detectionapi.CatalogEntity) string {
	if row.ServiceName != nil && *row.ServiceName != "" {
		return *row.ServiceName
	}
	return shortRef(row.Ref)
}

// shortRef is the name within a reference such as group:default/team-a.
func shortRef(ref string) string { return ref[strings.LastIndexAny(ref, ":/")+1:] }

import type { QueryRequest } from '@weir/backstage-plugin-weir-common';
import { columnsOf } from '../columns';
import { found, InMemoryWeir } from './weir';

/** What is watched, and its values. */
export class SeriesInMemory extends InMemoryWeir {
  listEntities() {
    return this.answer('entities', () => ({ items: this.story.entities, next: null }));
  }

  getEntity(id: string) {
    return this.answer(`entity ${id}`, () => found(this.story.entities.find((one) => one.id === id)));
  }

  listSeries(query: { entityId?: string; service?: string } = {}) {
    return this.answer('series', () => ({
      items: this.story.series.filter((one) => !query.entityId || one.entity.id === query.entityId),
      next: null,
    }));
  }

  getSeries(id: string) {
    return this.answer(`series ${id}`, () => found(this.story.series.find((one) => one.id === id)));
  }

  query(request: QueryRequest) {
    return this.answer('query', () => ({
      results: request.queries.map((query) => ({
        ref: query.ref ?? null,
        series: this.story.series
          .filter((one) => one.id === query.seriesId)
          .map((one) =>
            columnsOf(one, this.story.anomalies, { from: query.from, to: query.to, points: query.maxDataPoints })
          ),
        truncated: false,
      })),
      stepsRead: 0,
    }));
  }
}

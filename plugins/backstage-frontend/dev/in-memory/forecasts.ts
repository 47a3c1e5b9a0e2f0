import type { Forecast } from '@weir/backstage-plugin-weir-common';
import { forecastOf } from '../forecastOf';
import { saidOf } from '../saidOf';
import { ProblemsInMemory } from './problems';
import { found } from './weir';

/** What comes, and what was said of the past. */
export class ForecastsInMemory extends ProblemsInMemory {
  listForecasts(query: { service?: string; horizon?: string } = {}) {
    return this.answer('forecasts', () => ({
      items: this.story.series
        .filter((one) => !query.service || one.entity.name === query.service)
        .map((one) => forecastOf(one, this.story.now)),
      next: null,
    }));
  }

  getForecast(seriesId: string): Promise<Forecast> {
    return this.answer(`forecast ${seriesId}`, () =>
      forecastOf(found(this.story.series.find((one) => one.id === seriesId)), this.story.now)
    );
  }

  listPastForecasts() {
    return this.answer('past forecasts', () => ({ items: [], next: null }));
  }

  getSaid(seriesId: string, query: { from: number; to: number }) {
    return this.answer(`said ${seriesId}`, () => {
      const series = found(this.story.series.find((one) => one.id === seriesId));
      return saidOf(series, this.story.anomalies, query.from, query.to);
    });
  }
}

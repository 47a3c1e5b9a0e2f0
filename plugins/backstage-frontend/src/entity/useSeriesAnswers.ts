import { useApi } from '@backstage/core-plugin-api';
import type { Forecast, SeriesAnswer } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { useRemote, type Remote } from '../states/useRemote';
import { byImportance } from './indicators';

/** One chart of the tab. */
export interface Chart {
  answer: SeriesAnswer;
  /** What comes next; undefined when there is no forecast, or it was withheld. */
  forecast: Forecast | undefined;
}

/** As many points as a chart can show; more would only be slower. */
const POINTS = 600;
const MOST_CHARTS = 6;

/** Values with bands of the most important series of a service, in one query, with their forecasts. */
export function useCharts(entityId: string, from: number, to: number, withForecast: boolean): Remote<Chart[]> {
  const api = useApi(weirApiRef);
  return useRemote(`charts ${entityId} ${from} ${to} ${withForecast}`, async (signal) => {
    const listed = await api.listSeries({ entityId, limit: 100 }, { signal });
    const shown = listed.items
      .filter((series) => series.entity.id === entityId)
      .sort(byImportance)
      .slice(0, MOST_CHARTS);
    if (shown.length === 0) return [];
    const { results } = await api.query(
      { queries: shown.map((series) => ({ seriesId: series.id, from, to, maxDataPoints: POINTS })) },
      { signal }
    );
    const answers = results.flatMap((result) => result.series);
    const forecasts = await Promise.all(
      answers.map(({ series }) =>
        // A series without a forecast is usual, and no reason to show no chart.
        withForecast ? api.getForecast(series.id, { horizon: '24h' }, { signal }).catch(() => undefined) : undefined
      )
    );
    return answers.map((answer, index) => ({ answer, forecast: made(forecasts[index]) }));
  });
}

function made(forecast: Forecast | undefined): Forecast | undefined {
  return forecast?.status === 'made' ? forecast : undefined;
}

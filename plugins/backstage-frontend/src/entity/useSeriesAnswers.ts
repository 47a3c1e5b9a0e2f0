import { useApi } from '@backstage/core-plugin-api';
import type { Forecast, Said, SeriesAnswer } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { useRemote, type Remote } from '../states/useRemote';
import { byImportance } from './indicators';

/** One chart of the tab. */
export interface Chart {
  answer: SeriesAnswer;
  /** What comes next; undefined when there is no forecast, or it was withheld. */
  forecast: Forecast | undefined;
  /** What was forecast of the span before it came; undefined when nobody asked, or nothing was said. */
  said: Said | undefined;
}

/** As many points as a chart can show; more would only be slower. */
const POINTS = 600;
const MOST_CHARTS = 6;

/** Values with bands of the most important series of a service, in one query, with their forecasts. */
export function useCharts(
  entityId: string,
  span: { from: number; to: number },
  more: { forecast: boolean; said: boolean }
): Remote<Chart[]> {
  const { from, to } = span;
  const api = useApi(weirApiRef);
  return useRemote(`charts ${entityId} ${from} ${to} ${more.forecast} ${more.said}`, async (signal) => {
    const listed = await api.listSeries({ entityId, limit: 100 }, { signal });
    const shown = listed.items
      .filter((series) => series.entity.id === entityId)
      .sort(byImportance)
      .slice(0, MOST_CHARTS);
    if (shown.length === 0) return [];
    // A series without a forecast is usual, and no reason to show no chart.
    const none = () => undefined;
    const [{ results }, beside] = await Promise.all([
      api.query(
        { queries: shown.map((series) => ({ seriesId: series.id, from, to, maxDataPoints: POINTS })) },
        { signal }
      ),
      Promise.all(
        shown.map(async ({ id }) => {
          const [forecast, said] = await Promise.all([
            more.forecast ? api.getForecast(id, { horizon: '24h' }, { signal }).catch(none) : undefined,
            more.said ? api.getSaid(id, { horizon: '24h', from, to }, { signal }).catch(none) : undefined,
          ]);
          return { id, forecast: made(forecast), said: said && said.times.length > 0 ? said : undefined };
        })
      ),
    ]);
    const besideOf = new Map(beside.map(({ id, ...one }) => [id, one]));
    return results
      .flatMap((result) => result.series)
      .map((answer): Chart => ({ answer, forecast: undefined, said: undefined, ...besideOf.get(answer.series.id) }));
  });
}

function made(forecast: Forecast | undefined): Forecast | undefined {
  return forecast?.status === 'made' ? forecast : undefined;
}

import {
  anomalousSamples,
  type QueryResponse,
  type SeriesAnswer,
  type SeriesQuery,
  type Sparkline,
  type WeirEntity,
} from '@weir/backstage-plugin-weir-common';

/** A day in at most this many points. */
const POINTS = 96;
const DAY = 86_400_000;

/** Asks for the last day of an indicator of a service. */
export function sparklineQuery(service: WeirEntity, indicator: string, now: number): SeriesQuery {
  return {
    service: service.name,
    ...(service.environment === '' ? {} : { environment: service.environment }),
    ...(service.namespace === '' ? {} : { namespace: service.namespace }),
    indicator,
    from: now - DAY,
    to: now,
    maxDataPoints: POINTS,
  };
}

/** The series of a service among the answers of one query. */
export function answerOf(
  response: QueryResponse,
  at: number,
  { id }: Pick<WeirEntity, 'id'>
): SeriesAnswer | undefined {
  return response.results[at]?.series.find(({ series }) => series.entity.id === id);
}

export function sparklineOf(answer: SeriesAnswer): Sparkline {
  const { series, times, values, lower, upper } = answer;
  return {
    seriesId: series.id,
    indicator: series.indicator,
    unit: series.unit,
    times,
    values,
    lower,
    upper,
    anomalous: anomalousSamples(answer),
    last: values.findLast((value) => value !== null) ?? null,
  };
}

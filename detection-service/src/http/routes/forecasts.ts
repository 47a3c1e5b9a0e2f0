import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import {
  PAST_FORECASTS_DEFAULT,
  SAID_STEPS_MAXIMUM,
  operations,
  type Forecast,
  type ForecastListParameters,
  type ForecastPage,
  type ForecastParameters,
  type ForecastPath,
  type ForecastSummaryPage,
  type PastForecastParameters,
  type Said,
  type SaidParameters,
} from '@weir/contract';
import { WeirError } from '../../core/errors.ts';
import { DAY, HOUR } from '../../core/time.ts';
import type { ForecastKey } from '../../forecasting/forecast-store.ts';
import { forecastStep, HORIZONS } from '../../forecasting/horizons.ts';
import { readAveraged } from '../../forecasting/read-history.ts';
import { whatWasSaid, type SaidSpan, type SaidStep } from '../../forecasting/said.ts';
import type { StoredForecast } from '../../forecasting/stored-forecast.ts';
import type { StoredSeries } from '../../storage/ports.ts';
import { principalOf } from '../authentication.ts';
import { readPage } from '../cursor.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { toForecast, toForecastSummary } from '../forecast-mapping.ts';
import { toSeries } from '../mapping.ts';
import { orNotFound } from '../not-found.ts';
import { shortestFloat32 } from '../../core/math/shortest-float32.ts';

/** How long before a step it must have been said, when nobody asks otherwise. */
const LEADS = { '24h': 12 * HOUR, '14d': DAY } as const;
const SAID_PAGE = 100;
/** Forecasts that one answer about what was said looks at: more than were made hourly in the longest span. */
const MOST_SAID = 2_000;

/** `/v1/forecasts`: what comes next, what was said before, and how right it was. */
export function forecastRoutes(app: FastifyInstance, deps: HttpDependencies): void {
  const { catalogue, forecasts } = deps;
  const seriesOf = (tenant: string, id: string): StoredSeries =>
    orNotFound(catalogue.seriesById(tenant, id), 'series', id);

  app.get<{ Querystring: ForecastListParameters }>(
    '/v1/forecasts',
    { schema: operations.listForecasts, config: { scope: 'read' } },
    (request): ForecastSummaryPage => {
      const { tenant } = principalOf(request);
      const { limit, cursor, ...filter } = request.query;
      const { rows, next } = readPage('forecasts', tenant, filter, { limit, cursor }, (page) =>
        forecasts.list(tenant, filter, page)
      );
      return { items: rows.map((row) => toForecastSummary(row, seriesOf(tenant, row.seriesId))), next };
    }
  );
  app.get<{ Params: ForecastPath; Querystring: ForecastParameters }>(
    '/v1/series/:id/forecast',
    { schema: operations.getForecast, config: { scope: 'read' } },
    async (request): Promise<Forecast> => {
      const { tenant } = principalOf(request);
      const series = seriesOf(tenant, request.params.id);
      const key = { tenant, seriesId: series.id, horizon: request.query.horizon ?? '24h' };
      return toForecast(await newest(deps, key), series);
    }
  );
  app.get<{ Params: ForecastPath; Querystring: PastForecastParameters }>(
    '/v1/series/:id/forecasts',
    { schema: operations.listPastForecasts, config: { scope: 'read' } },
    (request): ForecastPage => {
      const { tenant } = principalOf(request);
      const series = seriesOf(tenant, request.params.id);
      const { limit = PAST_FORECASTS_DEFAULT, cursor, horizon = '24h', from, to } = request.query;
      const key = { tenant, seriesId: series.id, horizon };
      const { rows, next } = readPage('past-forecasts', tenant, { ...key, from, to }, { limit, cursor }, (page) =>
        forecasts.past(key, { from, to }, page)
      );
      return { items: rows.map((row) => toForecast(row, series)), next };
    }
  );
  app.get<{ Params: ForecastPath; Querystring: SaidParameters }>(
    '/v1/series/:id/said',
    { schema: operations.getSaid, config: { scope: 'read' } },
    async (request): Promise<Said> => {
      const { tenant } = principalOf(request);
      const series = seriesOf(tenant, request.params.id);
      const { horizon = '24h', from, to, lead = LEADS[horizon] } = request.query;
      return said(deps, series, { tenant, seriesId: series.id, horizon }, { from, to, lead });
    }
  );
}

/** One that was made is answered at once, and made anew behind it when it has grown old. */
async function newest({ forecasts, logger }: HttpDependencies, key: ForecastKey): Promise<StoredForecast> {
  const known = forecasts.newest(key);
  if (known?.status !== 'made') return forecasts.want(key);
  forecasts.want(key).catch((error: unknown) => logger.debug({ err: error }, 'a forecast was not made anew'));
  return known;
}

async function said(
  { forecasts, results }: HttpDependencies,
  series: StoredSeries,
  key: ForecastKey,
  span: SaidSpan
): Promise<Said> {
  const step = forecastStep(HORIZONS[key.horizon], series.identity.step);
  refuseSpan(span, step);
  const found: StoredForecast[] = [];
  let after: string | undefined;
  do {
    const page = forecasts.past(key, span, { limit: SAID_PAGE, after });
    found.push(...page.rows);
    after = page.next;
    await setImmediate();
  } while (after !== undefined && found.length < MOST_SAID);
  const steps = whatWasSaid(found, span);
  const [first, last] = [steps[0], steps.at(-1)];
  const came =
    first === undefined || last === undefined
      ? new Float64Array()
      : await readAveraged(results, series, first.time, last.time + step, step);
  const cameOf = ({ time }: SaidStep): number => came[(time - (first?.time ?? 0)) / step] ?? Number.NaN;
  const seen = steps.filter((one) => Number.isFinite(cameOf(one)));
  const inside = seen.filter((one) => cameOf(one) >= one.lower95 && cameOf(one) <= one.upper95);
  return {
    series: toSeries(series),
    horizon: key.horizon,
    lead: span.lead,
    step,
    inside95: seen.length === 0 ? null : inside.length / seen.length,
    times: steps.map(({ time }) => time),
    issued: steps.map(({ issued }) => issued),
    values: steps.map(({ value }) => shortestFloat32(value)),
    lower95: steps.map(({ lower95 }) => shortestFloat32(lower95)),
    upper95: steps.map(({ upper95 }) => shortestFloat32(upper95)),
    came: steps.map((one) => (Number.isFinite(cameOf(one)) ? cameOf(one) : null)),
  };
}

/** @throws {WeirError} `invalid_argument` */
function refuseSpan({ from, to }: SaidSpan, step: number): void {
  const refuse = (expected: string, found: number): never => {
    throw new WeirError('invalid_argument', 'The span is refused.', [{ path: 'to', expected, found: String(found) }]);
  };
  if (to <= from) refuse(`a time after from (${from})`, to);
  if ((to - from) / step > SAID_STEPS_MAXIMUM) refuse(`at most ${SAID_STEPS_MAXIMUM * step} ms after from`, to);
}

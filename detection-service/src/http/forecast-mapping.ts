import type * as contract from '@weir/contract';
import type { ObjectiveCall } from '../forecast/account/chance.ts';
import { recordSentence, type TrackRecord } from '../forecast/account/track-record.ts';
import type { Basis, StoredForecast } from '../forecasting/stored-forecast.ts';
import type { StoredSeries } from '../storage/ports.ts';
import { toSeries } from './mapping.ts';
import { shortestFloat32 } from '../core/math/shortest-float32.ts';

/** Forecasts in the words of the contract. */

export function toForecast(forecast: StoredForecast, series: StoredSeries): contract.Forecast {
  const { issued, step, prediction } = forecast;
  return {
    ...head(forecast, series),
    basis: toBasis(forecast.basis),
    times: Array.from(prediction?.point ?? [], (_, i) => issued + i * step),
    values: column(prediction?.point),
    lower80: column(prediction?.lower80),
    upper80: column(prediction?.upper80),
    lower95: column(prediction?.lower95),
    upper95: column(prediction?.upper95),
  };
}

export function toForecastSummary(forecast: StoredForecast, series: StoredSeries): contract.ForecastSummary {
  const { prediction } = forecast;
  const last95 = prediction === undefined ? [] : [prediction.lower95.at(-1), prediction.upper95.at(-1)];
  return {
    ...head(forecast, series),
    last: column(prediction?.point.subarray(-1))[0] ?? null,
    last95: column(last95.filter((bound) => bound !== undefined)),
  };
}

type Head = Pick<
  contract.Forecast,
  | 'id'
  | 'series'
  | 'horizon'
  | 'status'
  | 'reason'
  | 'issued'
  | 'made'
  | 'to'
  | 'step'
  | 'annotator'
  | 'objectives'
  | 'record'
>;

function head(forecast: StoredForecast, series: StoredSeries): Head {
  const { id, horizon, status, reason, issued, made, to, step, forecaster, calls, record } = forecast;
  return {
    ...{ id, horizon, status, issued, made, to, step },
    series: toSeries(series),
    reason: reason ?? null,
    annotator:
      forecaster === undefined ? null : { name: forecaster.id, version: String(forecaster.version), type: 'algorithm' },
    objectives: calls.map(toObjectiveChance),
    record: toRecord(record),
  };
}

function toObjectiveChance({ objective, chance, from, to }: ObjectiveCall): contract.ObjectiveChance {
  return {
    side: objective.side,
    value: objective.value,
    chance,
    chanceText: chance === 0 ? 'under 5 %' : `${Math.round(100 * chance)} %`,
    from: from ?? null,
    to: to ?? null,
  };
}

function toRecord(record: TrackRecord): contract.ForecastRecord {
  const { notice, ...counts } = record;
  return { ...counts, typicalNotice: notice ?? null, sentence: recordSentence(record) };
}

function toBasis({ contest, ...basis }: Basis): contract.ForecastBasis {
  return {
    ...basis,
    contest: contest.map(({ forecaster, version, error, inside95, reason }) => ({
      forecaster,
      version,
      error: error ?? null,
      inside95: inside95 ?? null,
      reason: reason ?? null,
    })),
  };
}

/** Forecasts are kept as 32-bit floats. */
function column(values: ArrayLike<number> | undefined): number[] {
  return Array.from(values ?? [], shortestFloat32);
}

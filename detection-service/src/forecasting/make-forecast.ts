import { DAY, HOUR, type Millis } from '../core/time.ts';
import { ownerOf } from '../core/series.ts';
import { objectiveCall, type ObjectiveCall } from '../forecast/account/chance.ts';
import type { Objective } from '../forecast/account/objective.ts';
import { outcomeOf } from '../forecast/account/outcome.ts';
import { trackRecord } from '../forecast/account/track-record.ts';
import { choose } from '../forecast/choice/choose.ts';
import { valuesIn, type ForecasterDefinition, type Prediction } from '../forecast/forecaster.ts';
import type { ReadableResults, StoredSeries } from '../storage/ports.ts';
import type { ForecastKey, ForecastStore } from './forecast-store.ts';
import { HORIZONS, reach, type HorizonName } from './horizons.ts';
import { readAveraged, readHistory, type SeriesHistory } from './read-history.ts';
import { forecastId, type StoredForecast } from './stored-forecast.ts';

/** What a forecast is made with. */
export interface Workshop {
  readonly results: ReadableResults;
  readonly store: ForecastStore;
  readonly forecasters: readonly ForecasterDefinition[];
  readonly objectives: readonly Objective[];
  /** Operations that one forecast may take. */
  readonly operations: number;
}

/** A history with fewer values than this share of its steps says too little. */
const LEAST_VALUES = 0.5;
/** Past forecasts that are held to account at once, and that a record speaks of. */
const MOST_SETTLED_AT_ONCE = 100;
/** All forecasters are tried against each other once a day; between, the winner and the first one are. */
const CONTEST_EVERY = DAY;
const RECORD_LENGTH = 1_000;

/**
 * Holds the forecasts of a series that have ended to account, makes the next one from its newest step on, and keeps it.
 * Answers what is kept: when nothing new has come since the last forecast, that one.
 */
export async function makeForecast(
  workshop: Workshop,
  series: StoredSeries,
  horizon: HorizonName,
  now: Millis
): Promise<StoredForecast> {
  const { results, store } = workshop;
  const key = { tenant: series.identity.entity.tenant, seriesId: series.id, horizon };
  const past = await readHistory(results, series, HORIZONS[horizon], now);
  if (past !== undefined) await settle(workshop, series, key, past);
  const last = store.newest(key);
  if (past !== undefined && last?.status === 'made' && last.issued >= past.to) return last;
  const record = trackRecord(store.settled(key, RECORD_LENGTH));
  const issued = past?.to ?? series.firstStep;
  const forecast: StoredForecast = {
    id: forecastId(key.tenant, key.seriesId, horizon, issued),
    ...key,
    service: ownerOf(series.identity.entity).name,
    indicator: series.identity.indicator,
    issued,
    made: now,
    record,
    ...(past === undefined ? nothingToLearnFrom(issued, series) : said(workshop, series, horizon, past, last)),
  };
  store.put(forecast);
  return store.newest(key) ?? forecast;
}

type Said = Pick<StoredForecast, 'step' | 'to' | 'basis' | 'status' | 'reason' | 'forecaster' | 'prediction' | 'calls'>;

function nothingToLearnFrom(issued: Millis, { identity }: StoredSeries): Said {
  const basis = {
    from: issued,
    to: issued,
    values: 0,
    gaps: 0,
    averaged: 1,
    origins: 0,
    contest: [],
    contested: issued,
  };
  const reason = 'The series has no values yet.';
  return { step: identity.step, to: issued, basis, status: 'withheld', reason, calls: [] };
}

function said(
  workshop: Workshop,
  series: StoredSeries,
  horizon: HorizonName,
  past: SeriesHistory,
  last: StoredForecast | undefined
): Said {
  const { history, from, to, step, averaged } = past;
  const plan = HORIZONS[horizon];
  const values = valuesIn(history);
  const basis = {
    from,
    to,
    values,
    gaps: history.values.length - values,
    averaged,
    origins: 0,
    contest: [],
    contested: to,
  };
  const withhold = (reason: string): Said => ({ step, to, basis, status: 'withheld', reason, calls: [] });
  const steps = Math.floor(reach(plan, to - from) / step);
  if (steps === 0)
    return withhold(`It takes ${inWords(plan.least)} of history; this series has ${inWords(to - from)}.`);
  if (values < LEAST_VALUES * history.values.length) {
    const share = Math.round((100 * values) / history.values.length);
    return withhold(`Only ${share} % of the ${inWords(to - from)} of history have values.`);
  }
  const winner = last !== undefined && to - last.basis.contested < CONTEST_EVERY ? last.forecaster : undefined;
  const all = workshop.forecasters;
  const competing = winner === undefined ? all : all.filter(({ id }, i) => i === 0 || id === winner.id);
  const choice = choose(history, steps, { forecasters: competing, operations: workshop.operations });
  const contest =
    winner === undefined || last === undefined
      ? { contest: choice.contest, contested: to }
      : { contest: last.basis.contest, contested: last.basis.contested };
  const known = { ...basis, origins: choice.origins, ...contest };
  if (choice.status === 'withheld') return { ...withhold(choice.reason), basis: known };
  const { prediction } = choice;
  return {
    step,
    to: to + steps * step,
    basis: known,
    status: 'made',
    forecaster: { id: choice.forecaster, version: choice.version },
    prediction,
    calls: callsOf(workshop.objectives, series, prediction, to, step),
  };
}

function callsOf(
  objectives: readonly Objective[],
  { identity }: StoredSeries,
  prediction: Prediction,
  issued: Millis,
  step: Millis
): ObjectiveCall[] {
  const { entity, indicator } = identity;
  if (entity.kind === 'endpoint') return [];
  return objectives
    .filter((one) => one.service === entity.name && one.indicator === indicator)
    .filter(({ environment }) => environment === undefined || environment === entity.environment)
    .map((objective) => objectiveCall(objective, prediction, issued, step));
}

/** Compares forecasts that have ended with what came. One of which nothing came stays open until it is dropped. */
async function settle(
  { results, store }: Workshop,
  series: StoredSeries,
  key: ForecastKey,
  past: SeriesHistory
): Promise<void> {
  for (const forecast of store.unsettled(key, past.to, MOST_SETTLED_AT_ONCE)) {
    const { id, tenant, prediction, calls, issued, to, step } = forecast;
    if (prediction === undefined) continue;
    const known = issued >= past.from && step === past.step;
    const start = (issued - past.from) / step;
    const actual = known
      ? past.history.values.subarray(start, start + (to - issued) / step)
      : await readAveraged(results, series, issued, to, step);
    const outcome = outcomeOf(prediction, calls, actual, issued, step);
    if (outcome !== undefined) store.settle(tenant, id, outcome);
  }
}

/** For example `3 days`, `1 day and 4 hours`, `20 minutes`. */
function inWords(span: Millis): string {
  const days = Math.floor(span / DAY);
  const hours = Math.floor((span % DAY) / HOUR);
  if (days === 0 && hours === 0) return count(Math.floor(span / 60_000), 'minute');
  const parts = [days > 0 ? count(days, 'day') : '', hours > 0 && days < 3 ? count(hours, 'hour') : ''];
  return parts.filter((part) => part !== '').join(' and ');
}

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;

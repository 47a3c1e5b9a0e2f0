import type * as contract from '@weir/contract';
import type { Anomaly } from '../aggregate/anomaly.ts';
import { firstClause } from '../aggregate/first-clause.ts';
import type { Problem } from '../aggregate/problem.ts';
import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';
import { SCORED, VERDICT_STATUSES } from '../core/verdict.ts';
import type { SeriesResults, StoredEntity, StoredSeries } from '../storage/ports.ts';
import { ANOMALOUS, isAnomalous } from './is-anomalous.ts';
import type { SourceState } from './dependencies.ts';
import { shortestFloat32 } from '../core/math/shortest-float32.ts';

/** What the core knows, in the words of the contract. The only place where the two meet. NaN turns into null here. */

export function toEntity({ id, entity, firstSeen }: StoredEntity): contract.Entity {
  return { ...identity(id, entity), firstSeen };
}

export function toSeries({ id, entityId, identity: series, firstStep }: StoredSeries): contract.Series {
  const { entity, indicator, kind, unit, attributes, step, version } = series;
  return { id, entity: identity(entityId, entity), indicator, kind, unit, attributes, step, version, firstStep };
}

/** The rows of a series at `indices`, in columns. */
export function toSeriesAnswer(
  series: StoredSeries,
  rows: SeriesResults,
  indices: Uint32Array,
  learningUntil: Millis | null
): contract.SeriesAnswer {
  const count = indices.length;
  const answer = {
    times: new Array<number>(count),
    values: new Array<number | null>(count),
    expected: new Array<number | null>(count),
    lower: new Array<number | null>(count),
    upper: new Array<number | null>(count),
    scores: new Array<number | null>(count),
    status: new Array<contract.SeriesAnswer['status'][number]>(count),
    flags: new Array<number>(count),
  };
  for (let to = 0; to < count; to++) {
    const i = indices[to] as number;
    const status = rows.status[i] as number;
    answer.times[to] = rows.time[i] as number;
    answer.values[to] = finite(rows.value[i] as number);
    answer.expected[to] = finite(shortestFloat32(rows.expected[i] as number));
    answer.lower[to] = finite(shortestFloat32(rows.lower[i] as number));
    answer.upper[to] = finite(shortestFloat32(rows.upper[i] as number));
    answer.scores[to] = status === SCORED ? finite(shortestFloat32(rows.score[i] as number)) : null;
    answer.status[to] = VERDICT_STATUSES[status] ?? 'no-data';
    answer.flags[to] = (rows.flags[i] as number) | (isAnomalous(series.identity.kind, rows, i) ? ANOMALOUS : 0);
  }
  return { series: toSeries(series), reduced: count < rows.time.length, learningUntil, ...answer };
}

export function toAnomaly(anomaly: Anomaly, feedback: contract.FeedbackSummary): contract.Anomaly {
  const { id, seriesId, entityId, problemId, service, indicator, start, end, stage, pattern, direction } = anomaly;
  const { confidenceScore, description, peak, annotator, symptom, revision } = anomaly;
  return {
    ...{ id, seriesId, entityId, problemId, service, indicator, start, stage, pattern, direction },
    ...{ confidenceScore, description, annotator, symptom, revision, feedback },
    end: end ?? null,
    peak: { ...peak, value: finite(peak.value), expected: finite(peak.expected) },
  };
}

export function toProblem(problem: Problem, feedback: contract.FeedbackSummary): contract.Problem {
  const { id, entityId, service, start, end, stage, confidenceScore, concernScore } = problem;
  const { description, anomalyIds, annotator, revision } = problem;
  return {
    ...{ id, entityId, service, start, stage, confidenceScore, concernScore, description, annotator, revision },
    title: firstClause(description),
    feedback,
    end: end ?? null,
    anomalyCount: anomalyIds.length,
  };
}

export function toSource({ id, emitter, mode, alive, ended, receivedUpTo, watermark }: SourceState): contract.Source {
  return {
    id,
    emitter: emitter ?? null,
    mode,
    alive,
    ended,
    receivedUpTo: receivedUpTo ?? null,
    watermark: watermark ?? null,
  };
}

function identity(id: string, { kind, environment, namespace, name, method, route }: Entity): contract.EntityIdentity {
  return { id, kind, environment, namespace, name, method: method ?? null, route: route ?? null };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

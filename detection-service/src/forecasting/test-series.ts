import { entityId, seriesId, type SeriesIdentity } from '../core/series.ts';
import { MINUTE, type Millis } from '../core/time.ts';
import { SCORED } from '../core/verdict.ts';
import type { ReadableResults, SeriesResults, StoredSeries } from '../storage/ports.ts';

/** For tests of this folder: series by formula, read as if from a store. */

export const START = Date.UTC(2026, 9, 1);

export function storedSeries(ordinal: number, indicator: string, more: Partial<SeriesIdentity> = {}): StoredSeries {
  const entity = { tenant: 'default', kind: 'service', environment: 'prod', namespace: '', name: 'payments' } as const;
  const base = { entity, indicator, kind: 'latency', unit: 'ms', attributes: {}, step: MINUTE, version: 1 } as const;
  const identity: SeriesIdentity = { ...base, ...more };
  return { ordinal, id: seriesId(identity), entityId: entityId(identity.entity), identity, firstStep: START };
}

/** A latency with a day, a weekend and noise: about 100 to 300 ms. */
export function latencyAt(time: Millis): number {
  const minute = (time - START) / MINUTE;
  const weekend = Math.floor(minute / 1440) % 7 >= 5 ? 0.7 : 1;
  const noise = Math.abs(Math.sin(12.9898 * (minute + 1)) * 43758.5453) % 1;
  return weekend * (200 + 80 * Math.sin((2 * Math.PI * minute) / 1440)) + 20 * (noise - 0.5);
}

/** Samples of all series from `START` on until `end()`; NaN and undefined are gaps. */
export class FormulaResults implements ReadableResults {
  readonly #end: () => Millis;
  readonly #valueAt: (time: Millis) => number | undefined;
  readonly #scoreAt: (time: Millis) => number;
  reads = 0;

  constructor(
    end: () => Millis,
    valueAt: (time: Millis) => number | undefined = latencyAt,
    scoreAt: (time: Millis) => number = () => 0
  ) {
    this.#end = end;
    this.#valueAt = valueAt;
    this.#scoreAt = scoreAt;
  }

  near(): Promise<void> {
    return Promise.resolve();
  }

  read({ identity: { step } }: StoredSeries, from: Millis, to: Millis): SeriesResults {
    this.reads++;
    const rows: [Millis, number][] = [];
    const first = Math.max(START, Math.ceil(from / step) * step);
    for (let time = first; time < Math.min(to, this.#end()); time += step) {
      const value = this.#valueAt(time);
      if (value !== undefined) rows.push([time, value]);
    }
    const count = rows.length;
    return {
      time: Float64Array.from(rows, ([time]) => time),
      value: Float64Array.from(rows, ([, value]) => value),
      status: new Uint8Array(count).fill(SCORED),
      score: Float32Array.from(rows, ([time]) => this.#scoreAt(time)),
      expected: new Float32Array(count),
      lower: new Float32Array(count),
      upper: new Float32Array(count),
      flags: new Uint8Array(count),
      revision: new Uint32Array(count),
    };
  }
}

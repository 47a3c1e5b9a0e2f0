import { describe, expect, it } from 'vitest';
import { Value } from 'typebox/value';
import type { Static, TObject } from 'typebox';
import { INCOMPLETE, UNCOVERED } from '../core/step-block.ts';
import type { StepBlock } from '../core/step-block.ts';
import { SERIES_KINDS } from '../core/series.ts';
import type { SeriesKind } from '../core/series.ts';
import { MINUTE } from '../core/time.ts';
import { newVerdictBlock, NO_DATA, OPEN_SCORE, SCORED, WARMING_UP } from '../core/verdict.ts';
import type { VerdictBlock } from '../core/verdict.ts';
import type { Detector, DetectorDefinition } from './detector.ts';

/** What a detector may take per series, and how many steps it may warm up. */
export interface DetectorLimits {
  readonly bytesPerSeries: number;
  readonly warmUp: number;
}

/** One row of a block, by hand. */
export interface Row {
  readonly ordinal: number;
  readonly kind: SeriesKind;
  readonly value: number;
  readonly weight: number;
  readonly flags?: number;
}

export function blockOf(time: number, rows: readonly Row[], step: number = MINUTE): StepBlock {
  return {
    time,
    step,
    count: rows.length,
    series: Uint32Array.from(rows, (row) => row.ordinal),
    kind: Uint8Array.from(rows, (row) => SERIES_KINDS.indexOf(row.kind)),
    value: Float64Array.from(rows, (row) => row.value),
    weight: Float64Array.from(rows, (row) => row.weight),
    flags: Uint8Array.from(rows, (row) => row.flags ?? 0),
    revision: 0,
  };
}

const START = Date.UTC(2024, 0, 1);
const KINDS: readonly SeriesKind[] = SERIES_KINDS;
const everything = (block: StepBlock): Uint8Array => new Uint8Array(block.count).fill(1);

/** A sample that nobody would call unusual; the same for the same numbers. */
function ordinary(kind: SeriesKind, ordinal: number, step: number): Row {
  const wobble = Math.abs(Math.sin(12.9898 * (step + 1) + 78.233 * (ordinal + 1)) * 43758.5453) % 1;
  const calls = 600 + Math.round(60 * wobble);
  if (kind === 'count') return { ordinal, kind, value: calls / 60, weight: calls };
  if (kind === 'ratio') return { ordinal, kind, value: Math.round(4 * wobble) / calls, weight: calls };
  return { ordinal, kind, value: 100 + 8 * wobble, weight: kind === 'gauge' ? 1 : calls };
}

function unusual(kind: SeriesKind, ordinal: number): Row {
  if (kind === 'count') return { ordinal, kind, value: 100, weight: 6000 };
  if (kind === 'ratio') return { ordinal, kind, value: 0.5, weight: 600 };
  return { ordinal, kind, value: 1000, weight: kind === 'gauge' ? 1 : 600 };
}

/** Rows of all kinds, four series each. */
function mixed(step: number): StepBlock {
  const rows = Array.from({ length: 16 }, (_, ordinal) => ordinary(KINDS[ordinal % 4] as SeriesKind, ordinal, step));
  return blockOf(START + step * MINUTE, rows);
}

function run(detector: Detector, from: number, to: number, make: (step: number) => StepBlock = mixed): VerdictBlock[] {
  const verdicts: VerdictBlock[] = [];
  for (let step = from; step < to; step++) {
    const block = make(step);
    const out = newVerdictBlock(block.count);
    detector.score(block, out);
    detector.learn(block, everything(block));
    verdicts.push(out);
  }
  return verdicts;
}

/** The conformance suite that every detector sits. */
export function examineDetector<P extends TObject>(definition: DetectorDefinition<P>, limits: DetectorLimits): void {
  const params: Static<P> = Value.Create(definition.params);
  const context = (): { random: () => number } => ({ random: () => 0.5 });
  const fresh = (): Detector => definition.create(params, context());
  const long = limits.warmUp + 60;

  describe(`the detector ${definition.id}`, () => {
    it('has an id in kebab case, a version and defaults that its own schema accepts', () => {
      expect(definition.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(Number.isInteger(definition.version) && definition.version >= 1).toBe(true);
      expect(Value.Check(definition.params, params)).toBe(true);
      for (const [name, schema] of Object.entries(definition.params.properties)) {
        expect((schema as { description?: string }).description, `params.${name} has a description`).toBeTruthy();
      }
    });

    it('says that it warms up, then scores', () => {
      const verdicts = run(fresh(), 0, long);
      expect([...(verdicts[0] as VerdictBlock).status]).toEqual(new Array(16).fill(WARMING_UP));
      expect([...(verdicts[long - 1] as VerdictBlock).status]).toEqual(new Array(16).fill(SCORED));
    });

    it('does not change by scoring', () => {
      const detector = fresh();
      run(detector, 0, long);
      const before = structuredClone(detector.snapshot());
      for (let step = long; step < long + 20; step++) detector.score(mixed(step + 7), newVerdictBlock(16));
      expect(detector.snapshot()).toEqual(before);
      const other = fresh();
      run(other, 0, long);
      expect(run(detector, long, long + 20)).toEqual(run(other, long, long + 20));
    });

    it('continues bit for bit from a snapshot, whatever comes after it', () => {
      const detector = fresh();
      run(detector, 0, long);
      const snapshot = structuredClone(detector.snapshot());
      const copy = structuredClone(snapshot);
      expect(JSON.parse(JSON.stringify(snapshot.header))).toEqual(snapshot.header);
      const expected = run(detector, long, long + 200);
      expect(snapshot).toEqual(copy);
      const restored = definition.restore(snapshot, params, context());
      expect(run(restored, long, long + 200)).toEqual(expected);
      expect(restored.snapshot()).toEqual(detector.snapshot());
    });

    it('refuses a snapshot of another version', () => {
      const snapshot = fresh().snapshot();
      const other = { ...snapshot, version: snapshot.version + 1 };
      expect(() => definition.restore(other, params, context())).toThrow(/version/);
    });

    it('gives the same scores for the same input', () => {
      expect(run(fresh(), 0, long)).toEqual(run(fresh(), 0, long));
    });

    it('judges series independently of who else is in the block, and of blocks in between', () => {
      const together = fresh();
      const apart = fresh();
      for (let step = 0; step < long; step++) {
        const block = mixed(step);
        const out = newVerdictBlock(16);
        together.score(block, out);
        together.learn(block, everything(block));
        for (const ordinals of [[15, 3, 8].sort((a, b) => a - b), [0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14]]) {
          const rows = ordinals.map((ordinal) => ordinary(KINDS[ordinal % 4] as SeriesKind, ordinal, step));
          const part = blockOf(block.time, rows);
          const partOut = newVerdictBlock(rows.length);
          apart.score(part, partOut);
          apart.learn(part, everything(part));
          ordinals.forEach((ordinal, row) => expect(partOut.score[row]).toBe(out.score[ordinal]));
        }
      }
    });

    it('learns the same whether or not the block was scored just before', () => {
      const plain = fresh();
      const teased = fresh();
      for (let step = 0; step < long; step++) {
        const block = mixed(step);
        plain.learn(block, everything(block));
        teased.score(mixed(step + 3), newVerdictBlock(16));
        teased.score(block, newVerdictBlock(16));
        teased.score(mixed(step + 5), newVerdictBlock(16));
        teased.learn(block, everything(block));
      }
      expect(teased.snapshot()).toEqual(plain.snapshot());
    });

    it('takes new series at any time and ordinals with holes', () => {
      const detector = fresh();
      run(detector, 0, long);
      const late = (step: number): StepBlock => {
        const rows = [3, 1000, 70_000].map((ordinal) => ordinary('latency', ordinal, step));
        return blockOf(START + step * MINUTE, [ordinary('gauge', 3, step), ...rows.slice(1)]);
      };
      const verdicts = run(detector, long, 2 * long, late);
      expect([...(verdicts[0] as VerdictBlock).status]).toEqual([SCORED, WARMING_UP, WARMING_UP]);
      expect([...(verdicts[long - 1] as VerdictBlock).status]).toEqual([SCORED, SCORED, SCORED]);
    });

    it('says no-data of gaps and of what nobody covers, and learns nothing from them', () => {
      const detector = fresh();
      run(detector, 0, long);
      const before = detector.snapshot();
      const rows = KINDS.flatMap((kind, i) => [
        { ...ordinary(kind, i, long), value: Number.NaN },
        { ...unusual(kind, i + 4), flags: UNCOVERED },
      ]).sort((a, b) => a.ordinal - b.ordinal);
      const verdicts = run(detector, long, long + 5, (step) => blockOf(START + step * MINUTE, rows));
      for (const verdict of verdicts) {
        expect([...verdict.status]).toEqual(new Array(8).fill(NO_DATA));
        expect([...verdict.score]).toEqual(new Array(8).fill(0));
      }
      expect(detector.snapshot()).toEqual(before);
    });

    it('learns nothing from rows that the mask leaves out', () => {
      const detector = fresh();
      run(detector, 0, long);
      const before = detector.snapshot();
      for (let step = long; step < long + 5; step++) {
        const block = mixed(step);
        detector.score(block, newVerdictBlock(16));
        detector.learn(block, new Uint8Array(16));
      }
      expect(detector.snapshot()).toEqual(before);
    });

    it('ranks what is unusual above everything ordinary, and opens an anomaly', () => {
      for (const [i, kind] of KINDS.entries()) {
        const detector = fresh();
        const verdicts = run(detector, 0, long + 200);
        const most = Math.max(...verdicts.map((verdict) => verdict.score[i] as number));
        const spike = run(detector, long + 200, long + 206, (step) =>
          blockOf(START + step * MINUTE, [unusual(kind, i)])
        );
        const reached = Math.max(...spike.map((verdict) => verdict.score[0] as number));
        expect(reached, kind).toBeGreaterThan(most);
        expect(reached, kind).toBeGreaterThanOrEqual(OPEN_SCORE);
        expect(most, `${kind}: ordinary samples open nothing`).toBeLessThan(OPEN_SCORE);
      }
    });

    it('sees an outage as lying below, and raises nothing downward where a step is incomplete', () => {
      const detector = fresh();
      run(detector, 0, long);
      const restored = definition.restore(detector.snapshot(), params, context());
      const zero = { ordinal: 0, kind: 'count' as const, value: 0, weight: 0 };
      const stop = run(detector, long, long + 6, (step) => blockOf(START + step * MINUTE, [zero]));
      expect((stop[5] as VerdictBlock).score[0]).toBeGreaterThanOrEqual(OPEN_SCORE);
      expect((stop[5] as VerdictBlock).direction[0]).toBe(-1);
      const partial = run(restored, long, long + 6, (step) =>
        blockOf(START + step * MINUTE, [{ ...zero, flags: INCOMPLETE }])
      );
      expect(partial.map((verdict) => verdict.status[0])).toEqual(new Array(6).fill(SCORED));
      expect(partial.map((verdict) => verdict.score[0])).toEqual(new Array(6).fill(0));
    });

    it('gives scores within 0..1 and finite bounds for absurd numbers, and recovers', () => {
      for (const value of [1e308, -1e308, 0, 5e-324, Number.MAX_SAFE_INTEGER, -0, Infinity, -Infinity]) {
        const detector = fresh();
        const absurd = (step: number): StepBlock => {
          const rows = KINDS.map((kind, i) =>
            step % 3 === 0 ? { ...ordinary(kind, i, step), value, weight: Math.abs(value) } : ordinary(kind, i, step)
          );
          return blockOf(START + step * MINUTE, rows);
        };
        for (const verdict of run(detector, 0, long + 100, absurd)) {
          for (let row = 0; row < 4; row++) {
            const score = verdict.score[row] as number;
            expect(score >= 0 && score <= 1, `${KINDS[row]} ${value}: score ${score}`).toBe(true);
            if (verdict.status[row] !== SCORED) continue;
            const band = [verdict.lower[row], verdict.expected[row], verdict.upper[row]] as number[];
            expect(band.every(Number.isFinite), `${KINDS[row]} ${value}: band ${band.join(', ')}`).toBe(true);
            expect((band[0] as number) <= (band[1] as number) && (band[1] as number) <= (band[2] as number)).toBe(true);
          }
        }
      }
    });

    it('keeps its memory within what it declares, however long it runs', () => {
      const detector = fresh();
      const many = (step: number): StepBlock =>
        blockOf(
          START + step * MINUTE,
          Array.from({ length: 80 }, (_, i) => ordinary(KINDS[i % 4] as SeriesKind, i, step))
        );
      run(detector, 0, 3, many);
      const size = (): number => {
        const { header, columns } = detector.snapshot();
        return (
          JSON.stringify(header).length + Object.values(columns).reduce((sum, column) => sum + column.byteLength, 0)
        );
      };
      const early = size();
      expect(early / 80).toBeLessThanOrEqual(limits.bytesPerSeries);
      run(detector, 3, 2000, many);
      expect(size()).toBeLessThanOrEqual(early + 100);
    });
  });
}

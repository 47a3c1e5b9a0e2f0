import { describe, expect, it } from 'vitest';
import { SERIES_KINDS } from '../../core/series.ts';
import { DAY, MINUTE } from '../../core/time.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { newVerdictBlock, SCORED } from '../../core/verdict.ts';
import { profileAt, profileWeight } from './day-memory.ts';
import { OPEN_AT } from './evidence.ts';
import { LevelModel } from './level-model.ts';
import * as L from './level-state.ts';
import { RatioModel } from './ratio-model.ts';
import * as R from './ratio-state.ts';
import { referenceColumns, referenceIsThere, referenceNames, simulatedSeries } from './reference-data.ts';
import { dayPosition, stepConstants } from './step-constants.ts';

/**
 * Agreement with the experiments that the algorithm comes from, in doubles, sample by sample. `x` travels through the
 * single-precision score, which costs up to 5e-7 of it.
 */
const RELATIVE = 1e-6;
const ABSOLUTE = 1e-8;

function differs(found: number, wanted: number): boolean {
  return !(Math.abs(found - wanted) <= RELATIVE * Math.abs(wanted) + ABSOLUTE);
}

describe.skipIf(!referenceIsThere)('agreement with the reference numbers (../shared is not there otherwise)', () => {
  for (const name of referenceIsThere ? referenceNames() : []) {
    it(`gives the evidence, level and profile of ${name}`, () => {
      const series = simulatedSeries(name);
      const wanted = referenceColumns(name);
      const k = stepConstants(MINUTE);
      const state = new L.LevelState(true);
      const levels = new LevelModel(state, OPEN_AT, true);
      const ratioState = new R.RatioState();
      const ratios = new RatioModel(ratioState, OPEN_AT, true);
      const slots = new Int32Array(1);
      const out = newVerdictBlock(1);
      const first: string[] = [];
      const check = (row: number, column: string, found: number): void => {
        const value = (wanted[column] as Float64Array)[row] as number;
        if (first.length < 3 && differs(found, value)) first.push(`row ${row} ${column}: ${found}, wanted ${value}`);
      };
      let compared = 0;
      for (let row = 0; row < series.time.length; row++) {
        const time = series.time[row] as number;
        const block: StepBlock = {
          time,
          step: MINUTE,
          count: 1,
          series: new Uint32Array([0]),
          kind: new Uint8Array([SERIES_KINDS.indexOf(series.kind)]),
          value: series.value.subarray(row, row + 1),
          weight: series.calls.subarray(row, row + 1),
          flags: new Uint8Array(1),
          revision: 0,
        };
        expect(series.calls[row]).toBe((wanted['count'] as Float64Array)[row]);
        const begun = slots[0] !== 0;
        if (series.kind === 'ratio') {
          if (begun)
            check(row, 'level', (ratioState.fields[R.ERRORS] as number) / (ratioState.fields[R.CALLS] as number));
          ratios.score(block, slots, k, out);
          ratios.learn(block, new Uint8Array([1]), slots, k);
        } else {
          if (begun) {
            check(row, 'level', state.fields[L.FAST] as number);
            check(row, 'profile', profileAt(state, 0, dayPosition(time)));
            if (time - (series.time[0] as number) > DAY)
              check(row, 'w', profileWeight(state, 0, dayPosition(time).bin));
          }
          levels.score(block, slots, k, out);
          levels.learn(block, new Uint8Array([1]), slots, k);
        }
        if (out.status[0] !== SCORED) continue;
        const score = out.score[0] as number;
        check(row, series.kind === 'count' ? 'x_before_fleet' : 'x', (OPEN_AT * score) / (1 - score));
        compared++;
      }
      expect(first).toEqual([]);
      expect(compared).toBeGreaterThan(18_000);
    });
  }
});

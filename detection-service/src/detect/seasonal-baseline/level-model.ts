import type { StepBlock } from '../../core/step-block.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import { judgeLevels } from './judge-levels.ts';
import { learnLevels } from './learn-levels.ts';
import * as L from './level-state.ts';
import { callsOf, toScale } from './scale.ts';
import { SCRATCH } from './scratch.ts';
import { dayPosition } from './step-constants.ts';
import type { StepConstants } from './step-constants.ts';

/** Rows at a time: what has been compiled anew takes over with the next call, and within a loop it would come late. */
const PART = 1024;

/** Counts, latencies and gauges: deviation from a level with a daily profile, over three time scales. */
export class LevelModel {
  readonly state: L.LevelState;
  private readonly openAt: number;
  private readonly silent: boolean;
  /** What judging leaves for learning: see `scratch.ts`. */
  scratch: Float64Array = new Float64Array(0);

  constructor(state: L.LevelState, openAt: number, silent: boolean) {
    this.state = state;
    this.openAt = openAt;
    this.silent = silent;
  }

  /** Judges the rows that are not ratios. `slots` holds slot + 1 by ordinal. Changes no state. */
  score(block: StepBlock, slots: Int32Array, k: StepConstants, out: VerdictBlock): void {
    if (this.scratch.length < block.count * SCRATCH) this.scratch = new Float64Array(block.count * SCRATCH);
    const task = { k, day: dayPosition(block.time), openAt: this.openAt, silent: this.silent };
    for (let from = 0; from < block.count; from += PART) {
      judgeLevels(this.state, this.scratch, block, from, Math.min(block.count, from + PART), slots, task, out);
    }
  }

  /** Learns what `score` has just judged. New series start here. */
  learn(block: StepBlock, mask: Uint8Array, slots: Int32Array, k: StepConstants): void {
    const { bin } = dayPosition(block.time);
    const begin = (row: number): number => this.begin(block, row, k, bin);
    for (let from = 0; from < block.count; from += PART) {
      const to = Math.min(block.count, from + PART);
      learnLevels(this.state, this.scratch, block, from, to, mask, slots, bin, k, begin);
    }
  }

  private begin(block: StepBlock, row: number, k: StepConstants, bin: number): number {
    const value = block.value[row] as number;
    const y = toScale(block.kind[row] as number, value, callsOf(value, block.weight[row] as number, k.seconds));
    const slot = this.state.add();
    const f = this.state.fields;
    const o = slot * L.FIELDS;
    f[o + L.N] = 1;
    f[o + L.FIRST] = block.time;
    f[o + L.LAST] = block.time;
    f[o + L.DISTANCE] = k.step;
    f[o + L.FAST] = y;
    f[o + L.SLOW] = y;
    f[o + L.DAILY] = y;
    f[o + L.AT] = bin;
    f[o + L.VISITS_HERE] = 1;
    f[o + L.PROFILE_BEFORE] = Number.NaN;
    f[o + L.PROFILE_AFTER] = Number.NaN;
    this.state.recurring[slot * L.RECURRING + L.BEFORE_UP] = L.UNSAVED;
    this.state.recurring[slot * L.RECURRING + L.BEFORE_DOWN] = L.UNSAVED;
    return slot;
  }
}

import type { Millis } from '../core/time.ts';
import type { PreprocessSettings } from './settings.ts';
import { HISTORY, LIVE } from './sources.ts';
import type { Mode, Sources } from './sources.ts';

interface SavedWatermark {
  readonly mode: Mode;
  readonly time: Millis;
  readonly drained: boolean;
  readonly members: readonly number[];
  readonly holder: number;
}

/** No source holds the minimum. */
const NOBODY = -1;

/**
 * How far event time has come in one clock (tenant and mode). It never goes back.
 *
 * Live: the minimum of what the living sources have received, less the lateness. A source that is further behind the
 * present than the limit leaves the minimum while others remain. With no living source at all the present drives it.
 * History: the same minimum, nobody leaves it. When every source has ended (or died) the clock is `drained`: what was
 * delivered is all there is, and it may be closed without waiting.
 */
export class Watermark {
  readonly mode: Mode;
  /** −1 before the first word. */
  time: Millis = -1;
  drained = false;
  /** Indexes of the sources of this clock. */
  readonly members: number[] = [];
  private holder = NOBODY;

  constructor(mode: Mode) {
    this.mode = mode;
  }

  /** Whether a word of `source` can have moved the minimum. */
  heldBy(source: number): boolean {
    return this.holder === NOBODY || this.holder === source;
  }

  /** Computes the watermark anew at the append time `now`. */
  update(sources: Sources, now: Millis, settings: PreprocessSettings): void {
    const living = this.members.filter((index) => sources.holds(sources.at(index), now));
    this.drained = living.length === 0 && this.mode === HISTORY;
    this.holder = this.lowest(living, sources, this.mode === LIVE ? now - settings.behindLimit : -1);
    const target =
      living.length === 0 ? this.withoutSources(sources, now, settings) : this.received(sources) - settings.lateness;
    if (target > this.time) this.time = target;
  }

  /** The source that has received least, of those not behind `limit` if there are any. */
  private lowest(living: readonly number[], sources: Sources, limit: Millis): number {
    let holder = NOBODY;
    let lowest = Number.POSITIVE_INFINITY;
    let anyNear = false;
    for (const index of living) {
      const received = sources.at(index).mark;
      const isNear = received >= limit;
      if (received < 0 || (anyNear && !isNear)) continue;
      if (received >= lowest && anyNear === isNear) continue;
      [holder, lowest, anyNear] = [index, received, isNear];
    }
    return holder;
  }

  private received(sources: Sources): Millis {
    return this.holder === NOBODY ? -1 : sources.at(this.holder).mark;
  }

  private withoutSources(sources: Sources, now: Millis, settings: PreprocessSettings): Millis {
    if (this.mode === LIVE) return now - settings.lateness;
    return this.members.reduce((reach, index) => Math.max(reach, sources.at(index).reach), -1);
  }

  snapshot(): unknown {
    return { mode: this.mode, time: this.time, drained: this.drained, members: [...this.members], holder: this.holder };
  }

  static restore(saved: unknown): Watermark {
    const { mode, time, drained, members, holder } = saved as SavedWatermark;
    const watermark = new Watermark(mode);
    watermark.time = time;
    watermark.drained = drained;
    watermark.members.push(...members);
    watermark.holder = holder;
    return watermark;
  }
}

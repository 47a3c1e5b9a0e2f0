import type { Millis } from '../core/time.ts';
import type { PreprocessSettings } from './settings.ts';
import { LIVE } from './sources.ts';
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
    const limit = this.mode === LIVE ? now - settings.behindLimit : -1;
    let all = Number.POSITIVE_INFINITY;
    let near = Number.POSITIVE_INFINITY;
    let last = NOBODY;
    let lastNear = NOBODY;
    let reach = -1;
    let alive = false;
    for (const index of this.members) {
      const source = sources.at(index);
      reach = Math.max(reach, source.reach);
      if (!source.alive) continue;
      alive = true;
      const received = source.receivedUpTo;
      if (received < 0) continue;
      if (received < all) [all, last] = [received, index];
      if (received >= limit && received < near) [near, lastNear] = [received, index];
    }
    const anyNear = lastNear !== NOBODY;
    this.holder = anyNear ? lastNear : last;
    this.drained = !alive && this.mode !== LIVE;
    let target = (anyNear ? near : all) - settings.lateness;
    if (!alive) target = this.mode === LIVE ? now - settings.lateness : reach;
    if (Number.isFinite(target) && target > this.time) this.time = target;
  }

  snapshot(): unknown {
    return { mode: this.mode, time: this.time, drained: this.drained, members: this.members, holder: this.holder };
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

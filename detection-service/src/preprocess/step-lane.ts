import { stepStart } from '../core/time.ts';
import type { Millis } from '../core/time.ts';

/**
 * The steps of one length in one clock: which are open, which is the next to close. Steps close in order, each once.
 * What comes for a closed step is late.
 */
export abstract class StepLane {
  readonly step: Millis;
  /** Start of the next step to close, −1 before the first data. */
  next: Millis = -1;
  /** Whether a step was closed, so that `next` cannot move back any more. */
  private started = false;
  /** Rows that the newest close had: with none, and nothing open, time may be passed over. */
  protected shown = 0;
  /** Empty steps closed since the watermark moved, in milliseconds. */
  private emptyFor: Millis = 0;

  constructor(step: Millis) {
    this.step = step;
  }

  /** Makes room for data of the step that starts at `start`; false when that step is closed. */
  protected admit(start: Millis, watermark: Millis): boolean {
    if (start >= this.next && this.next >= 0) return true;
    if (this.next < 0) {
      this.started = watermark >= 0;
      this.next = this.started ? stepStart(watermark, this.step) : start;
    } else if (!this.started) this.next = start;
    return start >= this.next;
  }

  /** Begins a move of the watermark. */
  beginMove(): void {
    this.emptyFor = 0;
  }

  /** End of the next step that may close by `target`, or +∞; passes over empty time that yields no rows. */
  due(target: Millis, emptyRun: Millis): Millis {
    if (this.next < 0 || this.next + this.step > target) return Number.POSITIVE_INFINITY;
    if ((this.shown === 0 && this.started) || this.emptyFor >= emptyRun) {
      // The newest step is closed in any case: a source may have come back to cover it.
      const to = Math.min(this.earliestOpen(), stepStart(target, this.step) - this.step);
      if (to > this.next) {
        this.passed((to - this.next) / this.step);
        this.next = to;
        this.emptyFor = 0;
      }
    }
    return this.next + this.step <= target ? this.next + this.step : Number.POSITIVE_INFINITY;
  }

  /** Closes the next step. */
  closeNext(): void {
    const start = this.next;
    this.started = true;
    this.emptyFor = this.earliestOpen() === start ? 0 : this.emptyFor + this.step;
    this.next = start + this.step;
    this.shown = this.close(start);
  }

  /** Where a drained clock may close to: the end of the last step that has data, or `watermark`. */
  drainTo(watermark: Millis): Millis {
    const latest = this.latestOpen();
    return latest < 0 ? watermark : Math.max(watermark, latest + this.step);
  }

  protected laneState(): object {
    return { step: this.step, next: this.next, started: this.started, shown: this.shown };
  }

  protected restoreLane(saved: unknown): void {
    const { next, started, shown } = saved as { next: Millis; started: boolean; shown: number };
    this.next = next;
    this.started = started;
    this.shown = shown;
  }

  /** Start of the first step that has data, +∞ when there is none. */
  protected abstract earliestOpen(): Millis;
  /** Start of the last step that has data, −1 when there is none. */
  abstract latestOpen(): Millis;
  /** Closes the step and returns how many rows it had. */
  protected abstract close(start: Millis): number;
  /** `steps` steps are passed over without rows. */
  protected abstract passed(steps: number): void;
}

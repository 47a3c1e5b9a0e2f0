import { HOUR, MINUTE, SECOND, type Millis } from '../../core/time.ts';

/** The step lengths that a replay chooses from. */
export const STEPS: readonly Millis[] = [10 * SECOND, MINUTE, 5 * MINUTE, HOUR];

/** How dense a log is at one step length, by the parts of it that were looked at. */
export interface Density {
  readonly step: Millis;
  /** Share of steps that hold at least one line, 0..1. */
  readonly occupied: number;
  /** Mean number of lines in a step. */
  readonly linesPerStep: number;
  /** How many steps the log spans. */
  readonly steps: number;
}

/** Lines of one stretch of a log without a gap between them: their times in the order of the log. */
export type Stretch = readonly Millis[];

/** A step is dense enough when this share of steps has lines … */
const OCCUPIED = 0.8;
/** … and a step holds this many on average: below, a rate is mostly noise. */
const LINES_PER_STEP = 10;
/** Fewer steps than this at one minute, and a log that allows it is looked at in steps of ten seconds. */
const SHORT = 180;

/** The density of a log at every step length. `span` is the time from its first to its last line. */
export function densities(stretches: readonly Stretch[], span: Millis): Density[] {
  return STEPS.map((step) => {
    let lines = 0;
    let occupied = 0;
    let steps = 0;
    for (const stretch of stretches) {
      let first = Infinity;
      let last = -Infinity;
      const buckets = new Set<number>();
      for (const time of stretch) {
        const bucket = Math.floor(time / step);
        buckets.add(bucket);
        if (bucket < first) first = bucket;
        if (bucket > last) last = bucket;
      }
      if (buckets.size === 0) continue;
      lines += stretch.length;
      occupied += buckets.size;
      steps += last - first + 1;
    }
    // A stretch that lies inside one step says how many lines follow each other, not how many a step holds.
    const covered = stretches.reduce((sum, stretch) => sum + stretchSpan(stretch), 0);
    const linesPerStep = covered > 0 ? (lines * step) / Math.max(covered, step) : lines;
    return { step, occupied: steps === 0 ? 0 : occupied / steps, linesPerStep, steps: Math.floor(span / step) + 1 };
  });
}

/**
 * The shortest step, from one minute on, that is dense enough; ten seconds for a short, busy log; else an hour.
 */
export function chooseStep(all: readonly Density[]): Density {
  const dense = (density: Density): boolean => density.occupied >= OCCUPIED && density.linesPerStep >= LINES_PER_STEP;
  const [tenSeconds, minute] = all;
  if (tenSeconds && minute && minute.steps < SHORT && dense(tenSeconds)) return tenSeconds;
  const chosen = all.slice(1).find(dense) ?? all[all.length - 1];
  if (chosen === undefined) throw new Error('no step lengths to choose from');
  return chosen;
}

function stretchSpan(stretch: Stretch): Millis {
  let first = Infinity;
  let last = -Infinity;
  for (const time of stretch) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return Math.max(last - first, 0);
}

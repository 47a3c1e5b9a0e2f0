import { INCOMPLETE, UNCOVERED } from '../core/step-block.ts';
import type { StepBlock } from '../core/step-block.ts';
import { NO_DATA, OPEN_SCORE, SCORED } from '../core/verdict.ts';
import type { VerdictBlock } from '../core/verdict.ts';

/** The most that a sample within its bounds can score: it never opens an anomaly. */
const INSIDE: number = OPEN_SCORE * 0.998;

/**
 * Judges samples that late partials have revised against what was expected of their step when it closed: the detector
 * has moved on and is not asked again. The score is |d| / (|d| + b), with d the distance from the expected value and b
 * the half band on that side: 0.5 at the bound, as for a sample in time. `stored` holds the verdicts given then, row by
 * row; a row that had none stays as it was.
 */
export function judgeRevised(block: StepBlock, stored: VerdictBlock, out: VerdictBlock): void {
  for (let row = 0; row < block.count; row++) {
    const value = block.value[row] as number;
    const flags = block.flags[row] as number;
    const expected = stored.expected[row] as number;
    out.expected[row] = expected;
    out.lower[row] = stored.lower[row] as number;
    out.upper[row] = stored.upper[row] as number;
    out.score[row] = 0;
    out.direction[row] = 0;
    if (value !== value || (flags & UNCOVERED) !== 0) {
      out.status[row] = NO_DATA;
      continue;
    }
    out.status[row] = stored.status[row] as number;
    if (expected !== expected || stored.status[row] !== SCORED) continue;
    const deviation = value - expected;
    if (deviation === 0 || (deviation < 0 && (flags & INCOMPLETE) !== 0)) continue;
    out.score[row] = scoreOf(value, expected, (deviation < 0 ? stored.lower[row] : stored.upper[row]) as number);
    out.direction[row] = out.score[row] === 0 ? 0 : Math.sign(deviation);
  }
}

function scoreOf(value: number, expected: number, bound: number): number {
  const deviation = Math.abs(value - expected);
  const band = Math.abs(bound - expected);
  const outside = deviation > band;
  // A lower bound of 0 says that nothing is too low, not that 0 is the edge.
  if (!outside && bound === 0) return 0;
  const score = deviation / (deviation + band);
  return outside ? Math.max(OPEN_SCORE, Number.isFinite(score) ? score : 1) : Math.min(INSIDE, score);
}

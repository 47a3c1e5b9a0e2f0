import type { VerdictBlock } from '../../core/verdict.ts';

/** The row has a status, but no score and no band. */
export function silence(out: VerdictBlock, row: number, status: number): void {
  out.status[row] = status;
  out.score[row] = 0;
  out.direction[row] = 0;
  out.expected[row] = Number.NaN;
  out.lower[row] = Number.NaN;
  out.upper[row] = Number.NaN;
}

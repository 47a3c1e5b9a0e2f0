import type { StepBlock } from '../core/step-block.ts';
import { HOLD_SCORE, SCORED } from '../core/verdict.ts';
import type { VerdictBlock } from '../core/verdict.ts';
import type { StoredSeries } from '../storage/ports.ts';

/** Counts up when a reader of the version before could not understand a record. Fields may be added without. */
export const SCORE_VERSION = 1;
/** Rows of a record: some 150 bytes each keep it below half a MiB. */
const ROWS = 3_000;

/** Which verdicts are told: those of samples that are at least half-way out of the ordinary, all that have a score, or none. */
export const SCORE_EXTENTS = ['anomalous', 'all', 'none'] as const;
export type ScoreExtent = (typeof SCORE_EXTENTS)[number];

/**
 * The verdicts on a closed step as values of records, JSON in UTF-8, in columns:
 * `{version, tenant, time, step, revision, series[], value[], score[], expected[], lower[], upper[]}`; times in
 * milliseconds. A block has the series of one tenant. No records when none of its verdicts is to be told.
 */
export function scoreRecords(
  block: StepBlock,
  verdicts: VerdictBlock,
  extent: ScoreExtent,
  lookup: (ordinal: number) => StoredSeries
): Buffer[] {
  const least = extent === 'all' ? 0 : HOLD_SCORE;
  const rows: number[] = [];
  if (extent !== 'none') {
    for (let i = 0; i < block.count; i++) {
      if (verdicts.status[i] === SCORED && (verdicts.score[i] as number) >= least) rows.push(i);
    }
  }
  const records: Buffer[] = [];
  for (let from = 0; from < rows.length; from += ROWS) {
    records.push(record(block, verdicts, rows.slice(from, from + ROWS), lookup));
  }
  return records;
}

function record(
  block: StepBlock,
  verdicts: VerdictBlock,
  rows: readonly number[],
  lookup: (ordinal: number) => StoredSeries
): Buffer {
  const series = rows.map((row) => lookup(block.series[row] as number));
  const column = (from: ArrayLike<number>): number[] => rows.map((row) => from[row] as number);
  const { score, expected, lower, upper } = verdicts;
  const told = {
    version: SCORE_VERSION,
    tenant: series[0]?.identity.entity.tenant,
    ...{ time: block.time, step: block.step, revision: block.revision },
    series: series.map(({ id }) => id),
    value: column(block.value),
    ...{ score: column(score), expected: column(expected), lower: column(lower), upper: column(upper) },
  };
  return Buffer.from(JSON.stringify(told), 'utf8');
}

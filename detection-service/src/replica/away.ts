import { WeirError } from '../core/errors.ts';

/** Partitions that an error names one by one, and reasons. */
const MOST_NAMED = 20;
const MOST_REASONS = 3;

/** Why the results of a partition cannot be had now. */
export interface Away {
  readonly partition: number;
  /** The end of a sentence about it. */
  readonly why: string;
  /** Who has it, as far as is known. */
  readonly found: string;
}

/** The error that says which partitions cannot be read, and why. */
export function unavailable(away: readonly Away[]): WeirError {
  const partitions = away.map(({ partition }) => partition).sort((a, b) => a - b);
  const named = partitions.slice(0, MOST_NAMED).join(', ');
  const others = partitions.length > MOST_NAMED ? ` and ${partitions.length - MOST_NAMED} others` : '';
  const which = partitions.length === 1 ? `partition ${named}` : `partitions ${named}${others}`;
  const reasons = [...new Set(away.map(({ why }) => why))];
  const why = reasons.slice(0, MOST_REASONS).join('; ') + (reasons.length > MOST_REASONS ? '; and more' : '');
  const details = away.slice(0, MOST_NAMED).map(({ partition, found }) => ({
    path: `partition ${partition}`,
    expected: 'a replica that owns it and answers',
    found,
  }));
  return new WeirError('unavailable', `The results of ${which} cannot be had now: ${why}.`, details);
}

import { WeirError } from '../core/errors.ts';
import type { Snapshot } from '../storage/ports.ts';

/** Results are a function of the log: a hole between the snapshot and the log cannot be filled. */
export function refuseGap(snapshot: Snapshot | undefined, first: number, next: number): void {
  const from = snapshot?.offset ?? 0;
  if (from >= first && from <= next) return;
  throw new WeirError(
    'unavailable',
    `The log holds entries ${first} to ${next - 1}, but the ${snapshot ? 'newest whole snapshot needs' : 'state (there is no whole snapshot) needs'} ` +
      `entry ${from}. Put the missing files back from a backup, or start with an empty data directory.`
  );
}

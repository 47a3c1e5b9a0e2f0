import type { WeirError } from '../core/errors.ts';

const MOST_NOTES = 20;

/** What an answer says of itself where it is not whole: `what` is missing, and why. */
export function notesOn(away: readonly WeirError[], what: string): { notes?: string[] } {
  const reasons = [...new Set(away.map(({ message }) => message))].slice(0, MOST_NOTES);
  return reasons.length === 0 ? {} : { notes: reasons.map((reason) => `${what} ${reason}`) };
}

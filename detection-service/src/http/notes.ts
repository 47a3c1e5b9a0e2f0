import type { WeirError } from '../core/errors.ts';

/** Reasons that are told one by one. */
const MOST_REASONS = 5;

/** What an answer says of itself where it is not whole: `what` is missing, and why. */
export function notesOn(away: readonly WeirError[], what: string): { notes?: string[] } {
  const reasons = [...new Set(away.map(({ message }) => message))];
  if (reasons.length === 0) return {};
  const notes = reasons.slice(0, MOST_REASONS).map((reason) => `${what} ${reason}`);
  const more = reasons.length - notes.length;
  return { notes: more > 0 ? [...notes, `${what} There are ${more} further reasons like these.`] : notes };
}

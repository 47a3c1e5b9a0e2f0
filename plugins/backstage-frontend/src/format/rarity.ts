const DAY = 24 * 60 * 60 * 1000;

/** The ladder of how often something comes, by days between two of them. */
const LADDER: readonly [number, string][] = [
  [0.5, 'several times a day'],
  [2, 'about once a day'],
  [5, 'about once in 3 days'],
  [13, 'about once a week'],
  [38, 'about once in 3 weeks'],
  [150, 'about once in 2 months'],
  [Infinity, 'about once a year'],
];

/**
 * How often something like this comes, rounded to a ladder that people can tell apart.
 *
 * @param everyMs - milliseconds between two of them on average
 * @param historyMs - how much history is known; nothing is claimed beyond ten times of it
 */
export function rarity(everyMs: number, historyMs: number): string {
  const historyDays = Math.max(1, Math.floor(historyMs / DAY));
  if (everyMs > historyMs * 10) return `never in the ${historyDays} days we know`;
  const days = everyMs / DAY;
  const step = LADDER.find(([below]) => days < below);
  const words = step ? step[1] : 'about once a year';
  return historyDays < 30 ? `${words} (provisional: ${historyDays} days of history)` : words;
}

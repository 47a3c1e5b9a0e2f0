/** Names that are further apart than this are not meant by each other. */
const FARTHEST = 3;

/**
 * The known name that was probably meant, or nothing when none is near: by edits of single letters and swaps of
 * neighbours (optimal string alignment distance), case aside.
 * @example nearestName('latness', ['lateness', 'limits']) // 'lateness'
 */
export function nearestName(found: string, known: readonly string[]): string | undefined {
  if (found.length > 64) return undefined;
  let nearest: string | undefined;
  let least = Math.min(FARTHEST, Math.ceil(found.length / 2)) + 1;
  for (const name of known) {
    const distance = edits(found.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

function edits(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(older, j - 2) + 1);
      current.push(best);
    }
    older = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

const OPEN = '\u0001';
const NEXT = '\u0002';

/** How a variable is written into a name so that `expandNames` finds its values again. */
export function markValues(value: unknown): string {
  const values = Array.isArray(value) ? value : [value];
  return OPEN + values.map(String).join(NEXT) + OPEN;
}

/** Every name that a text with marked values stands for: one for each value, all pairs where there are several. */
export function expandNames(text: string): string[] {
  return text
    .split(OPEN)
    .reduce<string[]>(
      (names, part, i) => {
        const values = i % 2 === 1 ? part.split(NEXT) : [part];
        return names.flatMap((name) => values.map((value) => name + value));
      },
      ['']
    )
    .filter((name) => name.trim() !== '');
}

/** JSON that brings every number back, also those that JSON has no word for: NaN, infinities and −0. */
const NUMBER = '$number';

export function toExactJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0)) ? { [NUMBER]: nameOf(part) } : part
  );
}

/** The reverse of `toExactJson`. */
export function fromExactJson(text: string): unknown {
  // Most texts hold no such number, and a function for every part makes reading ten times as slow.
  if (!text.includes(NUMBER)) return JSON.parse(text);
  return JSON.parse(text, (_, part: unknown) =>
    typeof part === 'object' && part !== null && NUMBER in part ? Number(part[NUMBER]) : part
  );
}

function nameOf(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

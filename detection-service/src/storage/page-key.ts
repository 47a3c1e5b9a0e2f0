import { WeirError } from '../core/errors.ts';
import type { Page, Paged } from './ports.ts';

/** The key of what is ordered by start, newest first, then by id. */
export interface SpanKey {
  readonly start: number;
  readonly id: string;
}

export function encodeSpanKey({ start, id }: SpanKey): string {
  return `${String(start)}.${id}`;
}

export function decodeSpanKey(key: string): SpanKey {
  const match = /^(-?\d{1,16})\.(.{1,200})$/.exec(key);
  if (match?.[1] === undefined || match[2] === undefined) throw unknownPage(key);
  return { start: Number(match[1]), id: match[2] };
}

/** The key of what is ordered by a number that each row has for itself. */
export function decodeOrdinal(key: string): number {
  if (!/^\d{1,15}$/.test(key)) throw unknownPage(key);
  return Number(key);
}

function unknownPage(key: string): WeirError {
  return new WeirError('invalid_argument', 'the page to go on from is not one that was handed out', [
    { path: 'after', expected: 'the `next` of an earlier page', found: key.slice(0, 200) },
  ]);
}

/** A page of the rows that a query for one more than `limit` found. */
export function pageOf<T>(rows: readonly T[], { limit }: Page, key: (row: T) => string): Paged<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return rows.length > limit && last !== undefined ? { rows: page, next: key(last) } : { rows: page };
}

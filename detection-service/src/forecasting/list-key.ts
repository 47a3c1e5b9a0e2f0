import { WeirError } from '../core/errors.ts';
import { likeliestCall, type StoredForecast } from './stored-forecast.ts';

/** Where a newest forecast stands in the list: the greatest chance first, then the nearest, then by id. */
export interface ListKey {
  /** Per cent; −1 for one that says nothing of an objective. */
  readonly chance: number;
  readonly nearest: number;
  readonly id: string;
}

export function listKeyOf(forecast: StoredForecast): ListKey {
  const call = likeliestCall(forecast);
  return {
    chance: call === undefined ? -1 : Math.round(100 * call.chance),
    nearest: call?.from ?? Number.MAX_SAFE_INTEGER,
    id: forecast.id,
  };
}

export function encodeListKey({ chance, nearest, id }: ListKey): string {
  return `${chance}.${nearest}.${id}`;
}

/** @throws WeirError `invalid_argument` */
export function decodeListKey(key: string): ListKey {
  const match = /^(-1|\d{1,3})\.(\d{1,16})\.([0-9a-f-]{36})$/.exec(key);
  if (match === null) {
    throw new WeirError('invalid_argument', 'the page to go on from is not one that was handed out', [
      { path: 'after', expected: 'the `next` of an earlier page', found: key.slice(0, 200) },
    ]);
  }
  return { chance: Number(match[1]), nearest: Number(match[2]), id: match[3] as string };
}

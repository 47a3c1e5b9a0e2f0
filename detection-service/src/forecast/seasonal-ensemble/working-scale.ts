import type { MemberForecast } from './member.ts';

/** Added before a logarithm when a series reaches zero, as a share of its mean. */
const SHIFT = 0.05;
/** How far a forecast may leave what was seen: in logarithms to both sides, on its own scale down and up. */
const ROOM_LOG = 0.5;
const ROOM_DOWN = 0.2;
const ROOM_UP = 0.5;

/** Least, greatest and mean value. */
export function extent(values: Float64Array): { readonly least: number; readonly most: number; readonly mean: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    sum += value;
  }
  return { least, most, mean: sum / values.length };
}

/** Logarithms of the values, and what was added to them first. */
export function logarithms(values: Float64Array): { readonly logs: Float64Array; readonly added: number } {
  const { least, mean } = extent(values);
  const added = least > 0 ? 0 : Math.max(SHIFT * mean, 1e-12);
  return { logs: values.map((value) => Math.log(value + added)), added };
}

/**
 * Lets a member work on logarithms or on the values as they are, and keeps what it says near what was seen. Nothing can
 * be said of the logarithms of a series with negative values.
 */
export function onScale(
  values: Float64Array,
  horizon: number,
  log: boolean,
  member: MemberForecast
): Float64Array | undefined {
  const { least, most } = extent(values);
  if (!log) {
    const room = most - least;
    const down = least - ROOM_DOWN * room;
    const low = least >= 0 ? Math.max(down, 0) : down;
    const high = most + ROOM_UP * room;
    return member(values, horizon)?.map((value) => Math.max(low, Math.min(high, value)));
  }
  if (least < 0) return undefined;
  const { logs, added } = logarithms(values);
  const low = Math.log(least + added) - ROOM_LOG;
  const high = Math.log(most + added) + ROOM_LOG;
  return member(logs, horizon)?.map((value) => Math.exp(Math.max(low, Math.min(high, value))) - added);
}

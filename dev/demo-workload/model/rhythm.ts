import { DAY, HOUR, MINUTE, type Millis } from '@weir/detection-service/core/time.ts';

/** Visits a second on an average weekday's afternoon. */
const BUSY = 8;
/** The quietest hour of the night and the weekend, in shares of it. */
const NIGHT = 0.35;
const WEEKEND = 0.85;
/** Slow ups and downs that no clock explains: period in minutes and height. */
const SWELLS: readonly (readonly [minutes: number, height: number])[] = [
  [37, 0.02],
  [97, 0.03],
  [263, 0.04],
];

/** How many visits a second the shop has at `time`; `offset` is the local time's distance from UTC. */
export function visitsPerSecond(time: Millis, seed: number, offset: Millis): number {
  const local = time + offset;
  const hour = (local % DAY) / HOUR;
  // Least at four in the morning, most in the afternoon.
  const day = NIGHT + (1 - NIGHT) * (0.5 - 0.5 * Math.cos(((hour - 4) / 24) * 2 * Math.PI));
  const swell = SWELLS.reduce((sum, [minutes, height], i) => {
    const phase = (((seed * 2_654_435_761 + i * 40_503) >>> 0) / 4_294_967_296) * 2 * Math.PI;
    return sum + height * Math.sin((time / (minutes * MINUTE)) * 2 * Math.PI + phase);
  }, 0);
  return BUSY * day * week(local) * (1 + swell);
}

/** Saturdays and Sundays have fewer visits; the change takes the hours around midnight. */
function week(local: Millis): number {
  const share = (time: Millis): number => ([0, 6].includes(new Date(time).getUTCDay()) ? WEEKEND : 1);
  const around = [-3, -1.5, 0, 1.5, 3].map((hours) => share(local + hours * HOUR));
  return around.reduce((sum, one) => sum + one, 0) / around.length;
}

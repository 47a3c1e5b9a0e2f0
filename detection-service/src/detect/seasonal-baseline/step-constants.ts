import { DAY, HOUR, MINUTE } from '../../core/time.ts';

/** The day has 96 bins of 15 minutes. */
export const BINS = 96;
export const BIN: number = DAY / BINS;

/** The profile forgets to this share per day: 25 % weight for the newest day, a memory of four days. */
const PROFILE_KEEP = 0.75;
/** Windows over which the error ratio is judged, in minutes. */
const RATIO_WINDOWS = [3, 10, 40] as const;
/** Samples that the ratio's ring holds. */
export const RING = 40;

/** What follows from the length of a step alone. Memories are in time, as gains per millisecond of sample distance. */
export interface StepConstants {
  readonly step: number;
  readonly seconds: number;
  readonly fast: number;
  readonly slow: number;
  readonly day: number;
  readonly twoDays: number;
  readonly fourDays: number;
  /** Samples in a row that have to agree: three minutes' worth, at least one and at most three. */
  readonly persist: number;
  /** Gains per sample of the short and the slow mean. */
  readonly short: number;
  readonly long: number;
  /** Samples that a bin of the day gets in one day. */
  readonly visits: number;
  /** Weight of the newest sample in a mature bin of the profile. */
  readonly profile: number;
  /** Visits are counted once a minute, so that a byte is enough for steps of a second too. */
  readonly visitUnit: number;
  /** Ratio: gains per sample, and the windows in samples. */
  readonly ratioMemory: number;
  readonly dispersionMemory: number;
  readonly windows: readonly [number, number, number];
  /** Samples before anything is judged. */
  readonly warmUp: number;
}

/** Warm-up lasts this long unless told otherwise, and has at least so many samples: 30 at one minute, one day at one hour. */
const WARM_UP: number = 30 * MINUTE;
const WARM_UP_SAMPLES = 24;
/** The fast level has seen at least so many samples, or at one hour it would be the last sample alone. */
const FAST_SAMPLES = 6;

/** At coarse steps the short and the slow mean still are means: no sample weighs more. */
const SHORT_MOST = 1 / 3;
const LONG_MOST = 1 / 8;

/** `warmUp` is a span in milliseconds. */
export function stepConstants(step: number, warmUp: number = WARM_UP): StepConstants {
  const inSamples = (minutes: number): number => Math.min(RING, Math.max(1, Math.round((minutes * MINUTE) / step)));
  return {
    step,
    seconds: step / 1000,
    fast: 1 / Math.max(HOUR, FAST_SAMPLES * step),
    slow: 1 / (12 * HOUR),
    day: 1 / DAY,
    twoDays: 1 / (2 * DAY),
    fourDays: 1 / (4 * DAY),
    persist: Math.min(3, Math.max(1, Math.ceil((3 * MINUTE) / step))),
    short: Math.min(SHORT_MOST, perMinute(1 / 6, step)),
    long: Math.min(LONG_MOST, perMinute(1 / 15, step)),
    visits: Math.max(1, BIN / step),
    profile: profileGain(step),
    visitUnit: Math.max(1, MINUTE / step),
    ratioMemory: Math.min(1, step / (2 * DAY)),
    dispersionMemory: Math.min(0.05, (0.0007 * step) / MINUTE),
    windows: [inSamples(RATIO_WINDOWS[0]), inSamples(RATIO_WINDOWS[1]), inSamples(RATIO_WINDOWS[2])],
    warmUp: Math.max(WARM_UP_SAMPLES, Math.ceil(warmUp / step)),
  };
}

/** The weight of the newest sample in a profile bin once the bin is mature, for a sample distance of `dt`. */
export function profileGain(dt: number): number {
  return 1 - Math.pow(PROFILE_KEEP, Math.min(1, dt / BIN));
}

function perMinute(gain: number, step: number): number {
  return step === MINUTE ? gain : 1 - Math.pow(1 - gain, step / MINUTE);
}

/** Where in the day a step lies: its bin, the neighbour to interpolate with, and how much of the neighbour. */
export interface DayPosition {
  readonly bin: number;
  readonly neighbour: number;
  readonly towardsNext: boolean;
  readonly neighbourShare: number;
}

export function dayPosition(time: number): DayPosition {
  const position = (((time % DAY) + DAY) % DAY) / BIN;
  const bin = Math.floor(position);
  const offset = position - bin - 0.5;
  return {
    bin,
    neighbour: (bin + (offset > 0 ? 1 : BINS - 1)) % BINS,
    towardsNext: offset > 0,
    neighbourShare: Math.abs(offset),
  };
}

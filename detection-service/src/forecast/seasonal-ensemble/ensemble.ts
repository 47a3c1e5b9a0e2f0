import { blockMeans, fromBlockMeans } from '../../core/math/block-means.ts';
import type { ForecastContext } from '../forecaster.ts';
import { intervalWidths, type Widths } from './intervals.ts';
import { findShift, moved, type LevelShift } from './level-shift.ts';
import { membersOf, type Member, type Scales } from './members.ts';
import { withoutOutliers } from './outliers.ts';
import { extent, onScale } from './working-scale.ts';

/** Values a day that members work on: coarse for all, fine for autoregressions. */
const COARSE = 96;
const FINE = 288;
/** A week needs as many values more than itself and a day, in coarse blocks. */
const BEYOND_WEEK = 42;
const BEYOND_ORIGIN = 60;
const WITHOUT_WEEK = 2.25;
const LEAST_DAYS = 1.25;
/** Past days are a day apart; without a week at differing times of day. */
const STRIDE_WITHOUT_WEEK = 7 / 24;
/** With fewer past days the weights say little: half of the forecast is then the last day again. */
const FEW_DAYS = 3;
const TAIL = 48;

/** How much work goes into a forecast. */
export interface EnsembleOptions {
  /** Past days that members are tried on. */
  readonly days: number;
  /** The error's power that weighs a member. */
  readonly power: number;
  /** Members to use, by the beginning of their names; all when absent. */
  readonly only?: RegExp;
}

export const BEST: EnsembleOptions = { days: 7, power: 3 };

/** What the ensemble says, and how. */
export interface Ensemble extends Widths {
  readonly point: Float64Array;
  readonly members: readonly string[];
  readonly weights: readonly number[];
  /** Lengths of the pasts that it was tried on, the newest first, and what it would have said after each. */
  readonly origins: readonly number[];
  readonly past: readonly Float64Array[];
  readonly shift: LevelShift | undefined;
}

interface Tried {
  readonly member: Member;
  readonly now: Float64Array;
  /** What it would have said of each past day. */
  readonly then: readonly Float64Array[];
}

/**
 * Forecasts a series without gaps, not constant: many simple members, each fitted anew at each past day, averaged with
 * weights by how far off they were there. Undefined when the history is too short for any.
 */
export function ensemble(
  values: Float64Array,
  horizon: number,
  seasons: { readonly day: number; readonly week: number },
  options: EnsembleOptions,
  spend: ForecastContext['spend']
): Ensemble | undefined {
  const n = values.length;
  const { day } = seasons;
  if (n - horizon < LEAST_DAYS * day) return undefined;
  const scales = scalesOf(n, horizon, seasons);
  const { week, coarse } = scales;
  const positive = extent(values).least >= 0;
  const origins = originsOf(n, horizon, scales, options.days);
  spend(n * day);
  const shift = findShift(blockMeans(values, coarse), day / coarse, week / coarse);
  const native = shift && { ...shift, at: n - (Math.floor(n / coarse) - shift.at) * coarse };
  const steady = moved(values, native);
  const past = new CleanedPast(steady, day, week);
  const members = membersOf(scales).filter(({ name, log }) => (positive || !log) && (options.only?.test(name) ?? true));
  const tried = members.flatMap((member) => tryOut(member, past, origins, horizon, spend) ?? []);
  if (tried.length === 0) return undefined;

  const cleaned = past.cleanedNative(coarse);
  const errors = memberErrors(tried, origins, cleaned, positive);
  const weights = weigh(errors, options.power);
  let point = combine(
    tried.map(({ now }) => now),
    weights,
    horizon
  );
  if (origins.length < FEW_DAYS) {
    point = point.map((value, i) => 0.5 * value + 0.5 * (steady[n - day + (i % day)] as number));
  }
  const days = origins.map((origin, j) => ({
    said: combine(
      tried.map(({ then }) => then[j] as Float64Array),
      origins.length >= FEW_DAYS ? weigh(errors, options.power, j) : weights,
      horizon
    ),
    actual: steady.subarray(origin, origin + horizon),
    cleaned: cleaned.subarray(origin, origin + horizon),
  }));
  const widths = intervalWidths(steady, day, horizon, days, positive);
  return {
    point,
    ...widths,
    members: tried.map(({ member }) => member.name),
    weights,
    origins,
    past: days.map(({ said }) => said),
    shift: native,
  };
}

function scalesOf(n: number, horizon: number, { day, week }: { day: number; week: number }): Scales {
  const coarse = leastDivisor(day, COARSE);
  const fine = leastDivisor(day, FINE);
  const enough = n >= 2 * week && n >= week + day + BEYOND_WEEK * coarse + horizon;
  return { day, week: enough ? week : 0, fine, coarse };
}

/** The shortest block that leaves at most `most` of them in a day. */
function leastDivisor(day: number, most: number): number {
  for (let block = 1; block < day; block++) if (day % block === 0 && day / block <= most) return block;
  return 1;
}

function originsOf(n: number, horizon: number, { day, week, coarse }: Scales, days: number): number[] {
  const stride = week > 0 ? day : Math.max(1, Math.round(day * STRIDE_WITHOUT_WEEK));
  const need = week > 0 ? week + day + BEYOND_ORIGIN * coarse : WITHOUT_WEEK * day;
  let count = days;
  while (count > 1 && n - horizon - (count - 1) * stride < need) count--;
  return Array.from({ length: count }, (_, j) => n - horizon - j * stride);
}

/** The series up to past days, in blocks, without outliers. Cleaned once where the blocks of a past are those of the whole. */
class CleanedPast {
  readonly values: Float64Array;
  readonly #day: number;
  readonly #week: number;
  readonly #whole = new Map<number, Float64Array>();
  readonly #parts = new Map<string, Float64Array>();

  constructor(values: Float64Array, day: number, week: number) {
    this.values = values;
    this.#day = day;
    this.#week = week;
  }

  /** The first `length` values in blocks of `block`. */
  upTo(length: number, block: number): Float64Array {
    const key = `${length}.${block}`;
    let part = this.#parts.get(key);
    if (part === undefined) {
      const left = this.values.length - length;
      const whole = this.#all(block);
      part =
        left % block === 0
          ? whole.subarray(0, whole.length - left / block)
          : this.#clean(blockMeans(this.values.subarray(0, length), block), block);
      this.#parts.set(key, part);
    }
    return part;
  }

  /** The whole series in its own steps, with blocks that were cleaned in place of their values. */
  cleanedNative(block: number): Float64Array {
    const cleaned = this.#all(block);
    if (block === 1) return cleaned;
    const raw = blockMeans(this.values, block);
    const native = Float64Array.from(this.values);
    const skipped = native.length - cleaned.length * block;
    cleaned.forEach((value, b) => {
      if (value !== raw[b]) native.fill(value, skipped + b * block, skipped + (b + 1) * block);
    });
    return native;
  }

  #all(block: number): Float64Array {
    let whole = this.#whole.get(block);
    if (whole === undefined) {
      whole = this.#clean(blockMeans(this.values, block), block);
      this.#whole.set(block, whole);
    }
    return whole;
  }

  #clean(values: Float64Array, block: number): Float64Array {
    const day = this.#day / block;
    return withoutOutliers(values, day, this.#week / block, Math.max(1, Math.round(day / TAIL)));
  }
}

/** Lets a member forecast all past days and the future; undefined when it cannot do one of them. */
function tryOut(
  member: Member,
  past: CleanedPast,
  origins: readonly number[],
  horizon: number,
  spend: ForecastContext['spend']
): Tried | undefined {
  const n = past.values.length;
  const { block, log } = member;
  spend((origins.length + 1) * member.operations(n / block));
  const say = (length: number, prepared: ReturnType<NonNullable<Member['prepare']>> | undefined) => {
    const values = past.upTo(length, block);
    const said = onScale(values, Math.ceil(horizon / block), log, member.forecast(prepared));
    return said && fromBlockMeans(said, values[values.length - 1] as number, block, horizon);
  };
  const prepare = (length: number): ReturnType<NonNullable<Member['prepare']>> | undefined => {
    let prepared: ReturnType<NonNullable<Member['prepare']>> | undefined;
    onScale(past.upTo(length, block), 0, log, (values) => {
      prepared = member.prepare?.(values);
      return undefined;
    });
    return prepared;
  };
  const atOldest = prepare(origins[origins.length - 1] as number);
  const then: Float64Array[] = [];
  for (const origin of origins) {
    const said = say(origin, atOldest);
    if (said === undefined) return undefined;
    then.push(said);
  }
  const now = say(n, prepare(n));
  return now && { member, now, then };
}

/** Mean absolute and mean symmetric relative error of each member on each past day. */
interface MemberErrors {
  readonly absolute: readonly Float64Array[];
  readonly relative: readonly Float64Array[];
}

function memberErrors(
  tried: readonly Tried[],
  origins: readonly number[],
  actual: Float64Array,
  positive: boolean
): MemberErrors {
  const absolute = tried.map(({ then }) =>
    Float64Array.from(then, (said, j) =>
      meanOver(said, (value, i) => Math.abs((actual[(origins[j] as number) + i] as number) - value))
    )
  );
  if (!positive) return { absolute, relative: absolute };
  const relative = tried.map(({ then }) =>
    Float64Array.from(then, (said, j) =>
      meanOver(said, (value, i) => {
        const came = actual[(origins[j] as number) + i] as number;
        const size = Math.abs(came) + Math.abs(value);
        return size > 0 ? Math.abs(came - value) / size : 0;
      })
    )
  );
  return { absolute, relative };
}

function meanOver(values: Float64Array, of: (value: number, i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i] as number, i);
  return sum / values.length;
}

/** Weights that fall with the power of the error, without the past day `skip`; equal ones where they cannot be told. */
function weigh({ absolute, relative }: MemberErrors, power: number, skip = -1): number[] {
  const totals = (errors: readonly Float64Array[]): number[] =>
    errors.map((days) => days.reduce((sum, error, j) => (j === skip ? sum : sum + error), 0));
  const a = totals(absolute);
  const b = totals(relative);
  const leastA = Math.min(...a) + 1e-300;
  const leastB = Math.min(...b) + 1e-300;
  const raw = a
    .map((error, q) => Math.pow((error / leastA + (b[q] as number) / leastB) / 2, -power))
    .map((weight) => (Number.isFinite(weight) ? weight : 0));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0) || !Number.isFinite(total)) return raw.map(() => 1 / raw.length);
  return raw.map((weight) => weight / total);
}

function combine(forecasts: readonly Float64Array[], weights: readonly number[], horizon: number): Float64Array {
  const sum = new Float64Array(horizon);
  forecasts.forEach((forecast, q) => {
    const weight = weights[q] as number;
    for (let i = 0; i < horizon; i++) sum[i] = (sum[i] as number) + weight * (forecast[i] as number);
  });
  return sum;
}

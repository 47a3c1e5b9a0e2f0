import { analogue } from './analogue.ts';
import { continueAutoregression, fitAutoregression, LAGS } from './autoregression.ts';
import { dayProfile } from './day-profile.ts';
import { doubleSeason, SEARCH_RUNS, searchSmoothing, type Smoothing } from './double-season.ts';
import { harmonicColumns, harmonics } from './harmonics.ts';
import type { MemberForecast } from './member.ts';

/** Half-life of the weights in an autoregression: six days, at least this many values. */
const HALF_LIFE = 400;
const HALF_LIFE_DAYS = 6;

/** One way to continue the series, on one scale, in blocks of one length. */
export interface Member {
  /** Kind, then `L` for logarithms or `N` for values as they are, then the block's length where it is not 1. */
  readonly name: string;
  readonly log: boolean;
  /** Steps that are averaged first. */
  readonly block: number;
  /** Learns what is learned once for all past days; absent where there is nothing. */
  readonly prepare?: ((values: Float64Array) => Smoothing) | undefined;
  /** Continues the series, with what was prepared. */
  readonly forecast: (prepared: Smoothing | undefined) => MemberForecast;
  /** Multiplications, roughly, for so many values. */
  readonly operations: (count: number) => number;
}

/** Seasons in native steps (week 0: none) and the two lengths of blocks. */
export interface Scales {
  readonly day: number;
  readonly week: number;
  readonly fine: number;
  readonly coarse: number;
}

/** All members, in the order in which they are summed. */
export function membersOf({ day, week, fine, coarse }: Scales): Member[] {
  const blocks = fine === coarse ? [fine] : [fine, coarse];
  return [true, false].flatMap((log) => [
    ...blocks.flatMap((block) => autoregressions(log, block, day / block, week / block)),
    ...others(log, coarse, day / coarse, week / coarse),
  ]);
}

const nameOf = (kind: string, log: boolean, block: number): string =>
  `${kind}${log ? 'L' : 'N'}${block > 1 ? `/${block}` : ''}`;

function autoregressions(log: boolean, block: number, day: number, week: number): Member[] {
  const halfLife = Math.max(HALF_LIFE, HALF_LIFE_DAYS * day);
  const on = (kind: string, lags: readonly number[]): Member => ({
    ...{ name: nameOf(kind, log, block), log, block },
    forecast: () => (values, horizon) => {
      const model = fitAutoregression(values, lags, halfLife);
      return model === undefined ? undefined : continueAutoregression(model, values, horizon);
    },
    operations: (count) => count * (lags.length + 1) * (lags.length + 4),
  });
  const twoDays = on('d2', LAGS.twoDays(day));
  if (week === 0) return [twoDays];
  return [on('w', LAGS.week(day, week)), on('w2', LAGS.twoDaysAndWeek(day, week)), twoDays];
}

function others(log: boolean, block: number, day: number, week: number): Member[] {
  const season = week === 0 ? 1 : week;
  const columns = harmonicColumns(day);
  const on = (
    kind: string,
    forecast: Member['forecast'],
    operations: Member['operations'],
    prepare?: Member['prepare']
  ): Member => ({ ...{ name: nameOf(kind, log, block), log, block, forecast, operations }, prepare });
  const withSmoothing: Member['forecast'] = (prepared) => (values, horizon) =>
    doubleSeason(values, horizon, day, season, prepared ?? searchSmoothing(values, day, season));
  return [
    on(
      'ana',
      () => (values, horizon) => analogue(values, horizon, day, week === 0 ? day : week),
      (count) => (2 * count * (week === 0 ? day : week)) / day
    ),
    on(
      'ds',
      withSmoothing,
      // The search runs twice for eight forecasts; an eighth of both goes to each.
      (count) => (10 * count * (2 * SEARCH_RUNS + 8)) / 8,
      (values) => searchSmoothing(values, day, season)
    ),
    on(
      'harm',
      () => (values, horizon) => harmonics(values, horizon, day),
      (count) => count * columns * (columns + 6)
    ),
    on(
      'prof',
      () => (values, horizon) => dayProfile(values, horizon, day),
      () => 20 * day
    ),
  ];
}

import { median } from '../../core/math/median.ts';
import type { Millis } from '../../core/time.ts';
import { CALL, type ObjectiveCall } from './chance.ts';
import type { Outcome } from './outcome.ts';

/** A forecast whose horizon has passed. */
export interface Settled {
  readonly issued: Millis;
  readonly calls: readonly ObjectiveCall[];
  readonly outcome: Outcome;
}

/** How past forecasts of one series did. */
export interface TrackRecord {
  readonly forecasts: number;
  /** Forecasts whose last value lay inside the 95 % interval. */
  readonly held: number;
  readonly steps: number;
  readonly inside80: number;
  readonly inside95: number;
  /** Breaches that were called and came, were called and did not come, came without a call. */
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
  /** The middle time from a right call to the breach; absent without one. */
  readonly notice?: Millis | undefined;
}

/** One breach or one call, however many forecasts spoke of it. */
interface Episode {
  called?: Millis | undefined;
  breach?: Millis | undefined;
}

/**
 * The record of settled forecasts, in any order. Forecasts overlap, so those that follow each other and call a breach
 * are one call, and those that saw a breach without calling it are one miss.
 */
export function trackRecord(settled: readonly Settled[]): TrackRecord {
  const sum = (of: (outcome: Outcome) => number): number => settled.reduce((all, { outcome }) => all + of(outcome), 0);
  const episodes = episodesOf(settled);
  const right = episodes.filter(({ called, breach }) => called !== undefined && breach !== undefined);
  const notices = right.map(({ called, breach }) => Math.max(0, (breach as number) - (called as number)));
  return {
    forecasts: settled.length,
    held: sum(({ held }) => (held ? 1 : 0)),
    steps: sum(({ steps }) => steps),
    inside80: sum(({ inside80 }) => inside80),
    inside95: sum(({ inside95 }) => inside95),
    right: right.length,
    wrong: episodes.filter(({ called, breach }) => called !== undefined && breach === undefined).length,
    missed: episodes.filter(({ called, breach }) => called === undefined && breach !== undefined).length,
    notice: notices.length === 0 ? undefined : median(notices),
  };
}

function episodesOf(settled: readonly Settled[]): Episode[] {
  const open = new Map<string, Episode>();
  const episodes: Episode[] = [];
  for (const { issued, calls, outcome } of [...settled].sort((a, b) => a.issued - b.issued)) {
    calls.forEach(({ objective, chance }, i) => {
      const key = JSON.stringify([objective.side, objective.value]);
      const breach = outcome.breaches[i] ?? undefined;
      const called = chance >= CALL;
      if (!called && breach === undefined) {
        open.delete(key);
        return;
      }
      let episode = open.get(key);
      if (episode === undefined) {
        episode = {};
        open.set(key, episode);
        episodes.push(episode);
      }
      // A call counts from the first forecast that made it, and only when it came before the breach.
      if (called && (episode.breach === undefined || issued <= episode.breach)) episode.called ??= issued;
      episode.breach ??= breach;
    });
  }
  return episodes;
}

/** For example "Of 41 past forecasts of this series, 38 had the value inside the 95 % interval." */
export function recordSentence(record: TrackRecord): string {
  const { forecasts, held, right, wrong, missed, notice } = record;
  if (forecasts === 0) return 'No past forecast of this series has reached its end yet.';
  const first = `Of ${forecasts} past forecast${forecasts === 1 ? '' : 's'} of this series, ${held} had the value inside the 95 % interval.`;
  if (right + wrong + missed === 0) return first;
  const calls = `Breach calls: ${right} right, ${wrong} wrong, ${missed} missed`;
  return `${first} ${calls}${notice === undefined ? '' : `; typical notice ${Math.round(notice / 3_600_000)} h`}.`;
}

import { WeirError } from '../core/errors.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../core/time.ts';
import type { Millis } from '../core/time.ts';

/** How pre-processing treats time and size. Results are a function of the log and of these. */
export interface PreprocessSettings {
  /** Step of request telemetry and of other histograms. */
  readonly requestStep: Millis;
  /** How long after its end a step stays open for what comes late. */
  readonly lateness: Millis;
  /** Points further ahead of the entry's append time are refused as `future`. */
  readonly futureLimit: Millis;
  /** Live points older than this are refused as `too_old`. */
  readonly tooOld: Millis;
  /** How far behind the newest closed step a late partial may still revise one; step states must be kept as long. */
  readonly stepStateHorizon: Millis;
  /** Live sources that are further behind leave the watermark's minimum while others remain. */
  readonly behindLimit: Millis;
  /** A source is dead after so much time of ticks without a word. */
  readonly silentAfter: Millis;
  readonly seriesPerTenant: number;
  /** Streams are what senders tell apart (instances too); they cost memory even where they share a series. */
  readonly streamsPerTenant: number;
  readonly sourcesPerTenant: number;
  readonly routesPerService: number;
  /**
   * When a service has all its routes, one that had no call for so long in event time makes room for a new one: one that
   * was called in several steps, and one that was called in a single step.
   */
  readonly routeSilence: { readonly recurring: Millis; readonly once: Millis };
  /** Step lengths of everything that is no histogram, ascending. */
  readonly gaugeSteps: readonly Millis[];
  /** How long an identity of a partial is remembered. */
  readonly duplicateHorizon: Millis;
  /** Rows that only say "no data" stop after this long, until data comes. */
  readonly quietAfter: Millis;
  /** When the watermark jumps, at most this much of one empty stretch is filled with zeros; the rest is passed over. */
  readonly emptyRun: Millis;
  /** Calls with a duration that a percentile needs; below, it is a gap. */
  readonly percentileCalls: { readonly p50: number; readonly p95: number; readonly p99: number };
}

/** The defaults of the design page; `overrides` replace them one by one. Throws `WeirError` on values that cannot work. */
export function preprocessSettings(overrides: Partial<PreprocessSettings> = {}): PreprocessSettings {
  const seriesPerTenant = overrides.seriesPerTenant ?? 100_000;
  const settings: PreprocessSettings = {
    requestStep: MINUTE,
    lateness: 10 * SECOND,
    futureLimit: 2 * MINUTE,
    tooOld: DAY,
    stepStateHorizon: DAY,
    behindLimit: 2 * MINUTE,
    silentAfter: MINUTE,
    seriesPerTenant,
    streamsPerTenant: 4 * seriesPerTenant,
    sourcesPerTenant: 10_000,
    routesPerService: 200,
    routeSilence: { recurring: DAY, once: HOUR },
    gaugeSteps: [10 * SECOND, MINUTE, 5 * MINUTE, HOUR],
    duplicateHorizon: DAY,
    quietAfter: HOUR,
    emptyRun: DAY,
    percentileCalls: { p50: 5, p95: 20, p99: 100 },
    ...overrides,
  };
  const whole = [settings.requestStep, ...settings.gaugeSteps];
  const ascending = settings.gaugeSteps.every((step, i) => i === 0 || step > (settings.gaugeSteps[i - 1] as number));
  if (
    !ascending ||
    settings.gaugeSteps.length === 0 ||
    whole.some((step) => !Number.isInteger(step) || step < SECOND)
  ) {
    throw new WeirError('invalid_argument', 'The step lengths cannot be used.', [
      {
        path: 'preprocess.requestStep, preprocess.gaugeSteps',
        expected: 'whole milliseconds of at least 1000; gauge steps ascending, at least one',
        found: whole.join(', '),
      },
    ]);
  }
  return settings;
}

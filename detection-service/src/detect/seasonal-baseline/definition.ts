import Type, { type Static } from 'typebox';
import type { StageState } from '../../core/state.ts';
import { DAY, SECOND, type Millis } from '../../core/time.ts';
import type { DetectorDefinition } from '../detector.ts';
import { SeasonalBaseline } from './seasonal-baseline.ts';
import { stepConstants } from './step-constants.ts';

const params = Type.Object(
  {
    sensitivity: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.5,
      description:
        'How little evidence is enough: at 0.5 an anomaly opens at 4.5 standard deviations that last, at 0 at 9, at 1 at 2.25.',
    }),
    firstDay: Type.Union([Type.Literal('provisional'), Type.Literal('silent')], {
      default: 'provisional',
      description:
        'What is said while the shape of the day is unknown: `provisional` judges large changes only, `silent` nothing.',
    }),
    warmUp: Type.Integer({
      minimum: 10,
      maximum: 86_400,
      default: 1_800,
      description:
        'Seconds that a series is only learned before it is judged, at least 24 samples. Less than the default is for steps of a few seconds and for trials.',
    }),
    precision: Type.Union([Type.Literal('compact'), Type.Literal('exact')], {
      default: 'compact',
      description:
        'How the profile is kept: `compact` takes 1.3 kB a series, `exact` 5 kB and agrees to the last digit.',
    }),
  },
  { additionalProperties: false }
);

export type SeasonalBaselineParams = Static<typeof params>;

/**
 * A seasonal robust baseline for request telemetry: a level with a daily profile, a noise of its own for each time of
 * the day, and evidence on three time scales (three samples in a row, about ten minutes, about forty). Counts are
 * compared in logarithms with their Poisson noise, error ratios as counts of errors over their windows.
 *
 * Strength: outages, error bursts, latency steps and ramps within minutes at few false alarms, because evidence has to
 * last, to be of practical size, and to be new at this time of the day (a nightly batch is remembered).
 * Blind spot: slow leaks that the twelve-hour level follows, outages of what gets fewer than about three calls a step,
 * weekly seasons, and one-sample spikes at steps of a minute and less. Gauges are judged by level and day only.
 * Source: Weir's own experiments; its parts are exponentially weighted means with winsorised updates (Huber, Robust
 * Statistics, 1981) and the Poisson deviance (McCullagh and Nelder, Generalized Linear Models, 1989, §2.3).
 */
export const seasonalBaseline: DetectorDefinition<typeof params> = {
  id: 'seasonal-baseline',
  version: 2,
  summary: 'Level, daily profile and noise of each series; opens on lasting, large and new deviations.',
  params,
  learning: ({ warmUp, firstDay }: SeasonalBaselineParams, step: Millis) => ({
    samples: stepConstants(step, warmUp * SECOND).warmUp,
    span: firstDay === 'silent' ? DAY : 0,
  }),
  create: (values: SeasonalBaselineParams) => new SeasonalBaseline(values),
  restore: (state: StageState, values: SeasonalBaselineParams) => SeasonalBaseline.restore(state, values),
};

import Type from 'typebox';
import type { Static } from 'typebox';
import { Annotator } from './anomaly.ts';
import { hexId } from './entity.ts';
import { uuid } from './identifier.ts';
import { nullable } from './nullable.ts';
import { double, instant, int32, int64 } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { score } from './query.ts';
import { named, reference } from './reference.ts';
import { Series } from './series.ts';
import { stringEnum } from './string-enum.ts';

/** How far forecasts reach: the next hours at five minutes, the next days at an hour. */
export const HORIZONS = ['24h', '14d'] as const;
export const FORECAST_STATUSES = ['made', 'withheld'] as const;
export const OBJECTIVE_SIDES = ['above', 'below'] as const;
/** Most steps of "what was said" in one answer. */
export const SAID_STEPS_MAXIMUM = 11_000;
/** Past forecasts on a page when the request does not say, and at most: they come with their columns. */
export const PAST_FORECASTS_DEFAULT = 10;
export const PAST_FORECASTS_MAXIMUM = 50;

const horizon = (description: string) => stringEnum(HORIZONS, description);

export const ObjectiveChance = named(
  'ObjectiveChance',
  Type.Object(
    {
      side: stringEnum(OBJECTIVE_SIDES, 'On which side of the value the objective is not met.'),
      value: double('The value that should not be passed, in the unit of the series.'),
      chance: score('The chance that most of an hour lies beyond it, in steps of 0.05; 0 says under 5 %.'),
      chanceText: Type.String({ description: 'The chance for a person: `70 %` or `under 5 %`.' }),
      from: nullable(instant('Start of the likeliest hours.'), 'Start of the likeliest hours; null under 5 %.'),
      to: nullable(instant('End of the likeliest hours.'), 'End of the likeliest hours; null under 5 %.'),
    },
    {
      description: 'How likely an objective of the configuration will be passed, by the distribution of the intervals.',
    }
  )
);
export type ObjectiveChance = Static<typeof ObjectiveChance>;

export const ForecastRecord = named(
  'ForecastRecord',
  Type.Object(
    {
      forecasts: int32('Past forecasts of the series and horizon that have reached their end.'),
      held: int32('Those of which the last value that came lay inside the 95 % interval.'),
      steps: int64('Steps of all of them of which a value came.'),
      inside80: int64('Steps whose value lay inside the 80 % interval.'),
      inside95: int64('Steps whose value lay inside the 95 % interval.'),
      right: int32('Breaches that were called (with a chance of 50 % or more) and came.'),
      wrong: int32('Breaches that were called and did not come.'),
      missed: int32('Breaches that came without having been called.'),
      typicalNotice: nullable(
        int64('In milliseconds.'),
        'The middle time from a right call to the breach, in milliseconds; null without one.'
      ),
      sentence: Type.String({ description: 'The record for a person.' }),
    },
    { description: 'How earlier forecasts of the same series and horizon did, as known when the forecast was made.' }
  )
);
export type ForecastRecord = Static<typeof ForecastRecord>;

export const ForecastContestant = named(
  'ForecastContestant',
  Type.Object(
    {
      forecaster: Type.String({ description: 'Id of the forecaster.' }),
      version: int32('Its version.'),
      error: nullable(
        Type.Number({ format: 'double' }),
        'Mean absolute error over the past days, as a share of that of the seasonal naive forecaster; null when it was not tried.'
      ),
      inside95: nullable(
        Type.Number({ format: 'double' }),
        'Share of the past days inside its own 95 % interval, before that was widened.'
      ),
      reason: nullable(Type.String(), 'Why it was not tried; null when it was.'),
    },
    { description: 'How a forecaster did on past days of the series.' }
  )
);
export type ForecastContestant = Static<typeof ForecastContestant>;

export const ForecastBasis = named(
  'ForecastBasis',
  Type.Object(
    {
      from: instant('Start of the history that it was made from.'),
      to: instant('End of that history.'),
      values: int32('Steps of the forecast in the history that had a value.'),
      gaps: int32('Steps that had none.'),
      averaged: int32('Samples of the series that were averaged into one step.'),
      origins: int32('Past days that the forecasters were tried on.'),
      contest: Type.Array(reference(ForecastContestant), { description: 'How each forecaster did on them.' }),
      contested: instant('When they were tried against each other: once a day, until then the winner goes on.'),
    },
    { description: 'What a forecast was made from, and why by this forecaster.' }
  )
);
export type ForecastBasis = Static<typeof ForecastBasis>;

const column = (description: string) => Type.Array(Type.Number({ format: 'double' }), { description });

/** What every answer about a forecast has. */
const head = {
  id: uuid('Id of the forecast.'),
  series: reference(Series),
  horizon: horizon('How far it should reach.'),
  status: stringEnum(FORECAST_STATUSES, 'Whether there is a forecast.'),
  reason: nullable(Type.String(), 'Why it was withheld, one sentence for a person; null when it was made.'),
  issued: instant('End of the newest step that it knew, in event time. It starts here.'),
  made: instant('When it was made, by the clock of the service.'),
  to: instant('End of its last step. It may come before the horizon: a third of the history is as far as it goes.'),
  step: int64('Length of a step in milliseconds.', { minimum: 1 }),
  annotator: nullable(reference(Annotator), 'The forecaster that was chosen; null when it was withheld.'),
  objectives: Type.Array(reference(ObjectiveChance), {
    description: 'What it says of each objective of the series; empty when there is none.',
  }),
  record: reference(ForecastRecord),
};

export const Forecast = named(
  'Forecast',
  Type.Object(
    {
      ...head,
      basis: reference(ForecastBasis),
      times: Type.Array(Type.Integer({ format: 'int64' }), {
        description:
          'Starts of the steps, ascending, in milliseconds since the Unix epoch, UTC. All other columns have the same length; empty when it was withheld.',
      }),
      values: column('What is expected, in the unit of the series.'),
      lower80: column('Lower bound of what holds 80 %.'),
      upper80: column('Upper bound of what holds 80 %.'),
      lower95: column('Lower bound of what holds 95 %.'),
      upper95: column('Upper bound of what holds 95 %.'),
    },
    { description: 'What comes next in a series, as it was said when it was made.' }
  )
);
export type Forecast = Static<typeof Forecast>;

export const ForecastPage = pageOf('ForecastPage', Forecast, 'the newest issue first');
export type ForecastPage = Static<typeof ForecastPage>;

export const ForecastSummary = named(
  'ForecastSummary',
  Type.Object(
    {
      ...head,
      last: nullable(
        Type.Number({ format: 'double' }),
        'What is expected at its end, in the unit of the series; null when it was withheld.'
      ),
      last95: Type.Array(Type.Number({ format: 'double' }), {
        description: 'Lower and upper bound of the 95 % interval at its end; empty when it was withheld.',
      }),
    },
    { description: 'The newest forecast of a series, without its columns.' }
  )
);
export type ForecastSummary = Static<typeof ForecastSummary>;

export const ForecastSummaryPage = pageOf(
  'ForecastSummaryPage',
  ForecastSummary,
  'the greatest chance to pass an objective first, then the nearest'
);
export type ForecastSummaryPage = Static<typeof ForecastSummaryPage>;

const optionalColumn = (description: string) =>
  Type.Array(nullable(Type.Number({ format: 'double' }), 'The number, or null where there is none.'), { description });

export const Said = named(
  'Said',
  Type.Object(
    {
      series: reference(Series),
      horizon: horizon('Which forecasts.'),
      lead: int64('How long before the end of a step its forecast was issued at the latest, in milliseconds.'),
      step: int64('Length of a step in milliseconds; 0 when nothing was said.'),
      inside95: nullable(
        score('Share of the steps with a value that lay inside.'),
        'Share of the steps with a value that lay inside the 95 % interval; null without any.'
      ),
      times: Type.Array(Type.Integer({ format: 'int64' }), {
        description: 'Starts of the steps of which something was said, ascending. All columns have the same length.',
      }),
      issued: Type.Array(Type.Integer({ format: 'int64' }), { description: 'When it was said.' }),
      values: column('What was said.'),
      lower95: column('Lower bound of what was said to hold 95 %.'),
      upper95: column('Upper bound of what was said to hold 95 %.'),
      came: optionalColumn('What came: the mean of the samples of the step; null where too few came.'),
    },
    { description: 'What was said of past steps before they came, and what came.' }
  )
);
export type Said = Static<typeof Said>;

/** The id in the path of a series, and which forecast of it. */
export const ForecastPath = Type.Object({ id: hexId('Id of the series.') });
export type ForecastPath = Static<typeof ForecastPath>;

const chosenHorizon = Type.Optional(
  Type.Unsafe<(typeof HORIZONS)[number]>({
    type: 'string',
    enum: [...HORIZONS],
    default: '24h',
    description: 'How far: 24 hours at five minutes, or 14 days at an hour.',
  })
);

export const ForecastParameters = Type.Object({ horizon: chosenHorizon }, { additionalProperties: false });
export type ForecastParameters = Static<typeof ForecastParameters>;

/** Which past forecasts of a series to list. */
export const PastForecastParameters = Type.Object(
  {
    limit: Type.Optional(
      int32('How many forecasts to answer at most; each has all its columns.', {
        minimum: 1,
        maximum: PAST_FORECASTS_MAXIMUM,
        default: PAST_FORECASTS_DEFAULT,
      })
    ),
    cursor: pageParameters.cursor,
    horizon: chosenHorizon,
    from: Type.Optional(instant('Only what speaks of this time or later.')),
    to: Type.Optional(instant('Only what was issued before this.')),
  },
  { additionalProperties: false }
);
export type PastForecastParameters = Static<typeof PastForecastParameters>;

/** Of which steps to say what was said. */
export const SaidParameters = Type.Object(
  {
    horizon: chosenHorizon,
    from: instant('Steps that start at or after this.'),
    to: instant('Steps that start before this.'),
    lead: Type.Optional(
      int64(
        'How long before the end of a step its forecast must have been issued, in milliseconds. Half a day when absent, a day for `14d`.',
        { minimum: 0, maximum: 1_209_600_000 }
      )
    ),
  },
  { additionalProperties: false }
);
export type SaidParameters = Static<typeof SaidParameters>;

/** Which newest forecasts to list. */
export const ForecastListParameters = Type.Object(
  {
    ...pageParameters,
    service: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_024, description: 'Only this `service.name`, with its endpoints.' })
    ),
    indicator: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024, description: 'Only this indicator.' })),
    horizon: Type.Optional(horizon('Only this horizon.')),
  },
  { additionalProperties: false }
);
export type ForecastListParameters = Static<typeof ForecastListParameters>;

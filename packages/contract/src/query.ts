import Type from 'typebox';
import type { Static, TNumber } from 'typebox';
import { hexId } from './entity.ts';
import { nullable } from './nullable.ts';
import { double, instant, int32, int64 } from './numbers.ts';
import { named, reference } from './reference.ts';
import { Series } from './series.ts';
import { stringEnum } from './string-enum.ts';

/** Most queries in a request, most series that they answer together, most steps that they read together. */
export const QUERY_MAXIMUM = 100;
export const QUERY_SERIES_MAXIMUM = 100;
export const QUERY_STEPS_MAXIMUM = 10_000_000;
/** Rows a series: at most (and when the query does not say), and the least that can be asked for. */
export const DATA_POINTS_MAXIMUM = 11_000;
export const DATA_POINTS_MINIMUM = 10;

export const VERDICT_STATUSES = ['no-data', 'warming-up', 'scored'] as const;

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 1_024, description }));

export const SeriesQuery = named(
  'SeriesQuery',
  Type.Object(
    {
      ref: Type.Optional(
        Type.String({ maxLength: 64, description: 'Comes back with the result; for the caller to tell them apart.' })
      ),
      seriesId: Type.Optional(hexId('Id of one series. Either this, or `service` and `indicator`.')),
      service: text('`service.name`. With neither `method` nor `route`: the service itself, not its endpoints.'),
      environment: text('Narrows `service`: `deployment.environment.name`.'),
      namespace: text('Narrows `service`: `service.namespace`.'),
      indicator: text(
        'What is measured: `request_rate`, `error_ratio`, `latency_p95` and the like, or the name of a metric.'
      ),
      method: text('Endpoints of `service` with this HTTP method.'),
      route: text('Endpoints of `service` with this route template.'),
      from: instant('Steps that start at or after this.'),
      to: instant('Steps that start before this.'),
      maxDataPoints: Type.Optional(
        int32('How many rows a series may have. Above that rows are left out, never averaged: see `SeriesAnswer`.', {
          minimum: DATA_POINTS_MINIMUM,
          maximum: DATA_POINTS_MAXIMUM,
          default: DATA_POINTS_MAXIMUM,
        })
      ),
    },
    { additionalProperties: false, description: 'Which series to read, over which span.' }
  )
);
export type SeriesQuery = Static<typeof SeriesQuery>;

export const QueryRequest = named(
  'QueryRequest',
  Type.Object(
    {
      queries: Type.Array(reference(SeriesQuery), {
        minItems: 1,
        maxItems: QUERY_MAXIMUM,
        description: 'The queries, answered in their order.',
      }),
    },
    { additionalProperties: false, description: 'Several reads in one request.' }
  )
);
export type QueryRequest = Static<typeof QueryRequest>;

const column = (description: string) =>
  Type.Array(nullable(Type.Number({ format: 'double' }), 'The number, or null where there is none.'), { description });

export const SeriesAnswer = named(
  'SeriesAnswer',
  Type.Object(
    {
      series: reference(Series),
      reduced: Type.Boolean({
        description:
          'Rows were left out to keep to `maxDataPoints`. What is left are stored rows, unchanged: the peak of every anomalous stretch (while these are at most half the rows, else the highest), and of each bucket of steps the least, the greatest and the first gap.',
      }),
      learningUntil: nullable(
        instant('Until when the series is only learned, when samples keep coming.'),
        'Until when the series is only learned, when samples keep coming; null when its newest sample was judged, or there is none.'
      ),
      times: Type.Array(Type.Integer({ format: 'int64' }), {
        description:
          'Starts of the steps, ascending, in milliseconds since the Unix epoch, UTC. All other columns have the same length.',
      }),
      values: column(
        'The samples, in the unit of the series; null is a gap. A hole in what is stored is one row that is a gap.'
      ),
      expected: column('What was expected, in the unit of the series; null while nothing is.'),
      lower: column('Lower bound of the ordinary, in the unit of the series; null while there is none.'),
      upper: column('Upper bound of the ordinary, in the unit of the series; null while there is none.'),
      scores: column(
        'How anomalous, 0 to 1; null unless `scored`. `Info.openScore` says from where on it is an anomaly.'
      ),
      status: Type.Array(stringEnum(VERDICT_STATUSES, 'What the detector says.'), {
        description: 'What the detector says of each sample.',
      }),
      flags: Type.Array(Type.Integer({ format: 'int32' }), {
        description:
          'Bits. 1: a source that was alive did not report the whole step. 2: no live source covers the series. 4: the sample is anomalous: its score says so, and it lies outside its bounds, for a ratio or a latency above them. The score alone stays high for a while after an outage, when values are what they usually are.',
      }),
    },
    { description: 'Values and verdicts of one series in columns, one row a step.' }
  )
);
export type SeriesAnswer = Static<typeof SeriesAnswer>;

export const QueryResult = named(
  'QueryResult',
  Type.Object(
    {
      ref: nullable(Type.String(), 'The `ref` of the query.'),
      series: Type.Array(reference(SeriesAnswer), {
        description: 'One answer per series that matches; empty when none does.',
      }),
      truncated: Type.Boolean({
        description: 'More series match than one request answers; narrow the query for the rest.',
      }),
    },
    { description: 'What one query found.' }
  )
);
export type QueryResult = Static<typeof QueryResult>;

export const QueryResponse = named(
  'QueryResponse',
  Type.Object(
    {
      results: Type.Array(reference(QueryResult), { description: 'One result per query, in their order.' }),
      stepsRead: int64('How many stored steps were read for this answer.'),
    },
    { description: 'The results of several reads.' }
  )
);
export type QueryResponse = Static<typeof QueryResponse>;

/** A score on its own, for answers that are not columns. */
export const score = (description: string): TNumber => double(description, { minimum: 0, maximum: 1 });

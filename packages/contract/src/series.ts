import Type from 'typebox';
import type { Static } from 'typebox';
import { EntityIdentity, hexId } from './entity.ts';
import { instant, int32, int64 } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const SERIES_KINDS = ['count', 'ratio', 'latency', 'gauge'] as const;

export const Series = named(
  'Series',
  Type.Object(
    {
      id: hexId('Id of the series: 32 hex digits.'),
      entity: reference(EntityIdentity),
      indicator: Type.String({
        description:
          'What is measured: `request_rate`, `error_ratio`, `latency_p95` and the like, or the name of a metric.',
      }),
      kind: stringEnum(
        SERIES_KINDS,
        'How its numbers behave: calls a second, a share 0 to 1, a quantile in ms, or anything else.'
      ),
      unit: Type.String({
        description: 'Unit of its numbers in UCUM: `1/s`, `1`, `ms`, or the own one of the metric.',
      }),
      attributes: Type.Unsafe<Record<string, string>>({
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'What else tells series of one entity and indicator apart; empty for request telemetry.',
      }),
      step: int64('Length of a step in milliseconds.', { minimum: 1 }),
      version: int32('Counts up when the length of the step changes.'),
      firstStep: instant('Start of its first step.'),
    },
    { description: 'One indicator of one entity at one length of step.' }
  )
);
export type Series = Static<typeof Series>;

export const SeriesPage = pageOf('SeriesPage', Series, 'in the order of their ids');
export type SeriesPage = Static<typeof SeriesPage>;

/** Which series to list. */
export const SeriesListParameters = Type.Object(
  {
    ...pageParameters,
    entityId: Type.Optional(hexId('Only series of this entity.')),
    service: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1_024, description: 'Only this `service.name`, with its endpoints.' })
    ),
    indicator: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024, description: 'Only this indicator.' })),
  },
  { additionalProperties: false }
);
export type SeriesListParameters = Static<typeof SeriesListParameters>;

/** The id in the path of one series. */
export const SeriesPath = Type.Object({ id: hexId('Id of the series.') });
export type SeriesPath = Static<typeof SeriesPath>;

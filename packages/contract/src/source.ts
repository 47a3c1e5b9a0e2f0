import Type from 'typebox';
import type { Static } from 'typebox';
import { nullable } from './nullable.ts';
import { instant } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { named } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const SOURCE_MODES = ['live', 'history'] as const;

export const Source = named(
  'Source',
  Type.Object(
    {
      id: Type.String({
        description:
          'Id of the source within its emitter; for an ordinary OpenTelemetry sender its service and instance.',
      }),
      emitter: nullable(
        Type.String(),
        'Id of the collector that speaks for it; null for an ordinary OpenTelemetry sender.'
      ),
      mode: stringEnum(SOURCE_MODES, 'Whether it reports what happens now or delivers the past.'),
      alive: Type.Boolean({ description: 'It has been heard of within a minute and has not ended.' }),
      ended: Type.Boolean({ description: 'It has said that nothing more will come.' }),
      receivedUpTo: nullable(
        instant('Everything up to here was delivered.'),
        'Everything up to here was delivered; null before it has said so.'
      ),
      watermark: nullable(
        instant('Steps that end up to here are closed.'),
        'Steps that end up to here are closed, for all sources of this mode; null before any is.'
      ),
    },
    { description: 'An input of telemetry with a clock of its own.' }
  )
);
export type Source = Static<typeof Source>;

export const SourcePage = pageOf('SourcePage', Source, 'in the order of mode, emitter and id');
export type SourcePage = Static<typeof SourcePage>;

/** Which sources to list. */
export const SourceListParameters = Type.Object(pageParameters, { additionalProperties: false });
export type SourceListParameters = Static<typeof SourceListParameters>;

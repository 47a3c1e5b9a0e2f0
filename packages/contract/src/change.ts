import Type from 'typebox';
import type { Static } from 'typebox';
import { Anomaly } from './anomaly.ts';
import { nullable } from './nullable.ts';
import { int64 } from './numbers.ts';
import { Problem } from './problem.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const CHANGE_KINDS = ['anomaly', 'problem'] as const;

export const Change = named(
  'Change',
  Type.Object(
    {
      offset: int64('Its place in the stream: the id of its event.'),
      kind: stringEnum(CHANGE_KINDS, 'What changed: the name of its event.'),
      anomaly: nullable(reference(Anomaly), 'The anomaly as it is now; null for a problem.'),
      problem: nullable(reference(Problem), 'The problem as it is now; null for an anomaly.'),
    },
    { description: 'A new revision of an anomaly or a problem.' }
  )
);
export type Change = Static<typeof Change>;

/** Where to begin. */
export const ChangeParameters = Type.Object(
  {
    after: Type.Optional(
      int64(
        'Begins after this offset; `Last-Event-ID`, which browsers send by themselves, wins over it. Without either, ' +
          'the stream begins with what changes from now on.',
        { minimum: 0 }
      )
    ),
  },
  { additionalProperties: false }
);
export type ChangeParameters = Static<typeof ChangeParameters>;

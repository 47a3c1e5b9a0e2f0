import Type from 'typebox';
import type { Static, TNumber } from 'typebox';
import { hexId } from './entity.ts';
import { FeedbackSummary } from './feedback.ts';
import { uuid } from './identifier.ts';
import { nullable } from './nullable.ts';
import { double, instant, int32 } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { score } from './query.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const PATTERNS = ['drop', 'spike', 'mean-shift', 'seasonality-shift', 'trend', 'other'] as const;
export const STAGES = [
  'problem-forecasted',
  'problem-potential',
  'problem-confirmed',
  'discarded',
  'analyzed',
  'adjusted',
] as const;
export const DIRECTIONS = ['up', 'down'] as const;
export const PLANES = ['forwarding', 'control', 'management'] as const;
export const ANNOTATOR_TYPES = ['human', 'algorithm'] as const;

/** A number from 0 to 100. */
export const percent = (description: string): TNumber =>
  double(`${description} From 0 to 100.`, { minimum: 0, maximum: 100 });

export const Annotator = named(
  'Annotator',
  Type.Object(
    {
      name: Type.String({ description: 'Name of the person or the algorithm.' }),
      version: Type.String({ description: 'Version of the algorithm; empty for a person.' }),
      type: stringEnum(ANNOTATOR_TYPES, 'Whether a person or an algorithm says so.'),
    },
    { description: 'Who says so.' }
  )
);
export type Annotator = Static<typeof Annotator>;

export const Symptom = named(
  'Symptom',
  Type.Object(
    {
      id: Type.String({ description: 'Id of the symptom.' }),
      action: Type.String({ description: 'What happened, for example `Drop`, `Delay` or `Missing`.' }),
      reason: Type.String({ description: 'Why it happened, as far as known.' }),
      trigger: Type.String({ description: 'What set it off, as far as known.' }),
      plane: stringEnum(PLANES, 'Which plane it concerns.'),
      concernScore: percent('How much the service is degraded.'),
    },
    { description: 'What an anomaly means (symptom of the IETF NMOP model).' }
  )
);
export type Symptom = Static<typeof Symptom>;

export const Peak = named(
  'Peak',
  Type.Object(
    {
      time: instant('Start of the step.'),
      value: nullable(
        Type.Number({ format: 'double' }),
        'The sample, in the unit of the series; null when it is a gap.'
      ),
      expected: nullable(Type.Number({ format: 'double' }), 'What was expected, in the unit of the series.'),
      score: score('The highest score of the anomaly, 0 to 1; it may belong to a later step.'),
    },
    { description: 'The step of an anomaly whose sample lies furthest from what was expected.' }
  )
);
export type Peak = Static<typeof Peak>;

export const Anomaly = named(
  'Anomaly',
  Type.Object(
    {
      id: uuid('Id of the anomaly; a replay gives it the same one.'),
      seriesId: hexId('Id of the series.'),
      entityId: hexId('Id of the entity of the series.'),
      problemId: uuid('Id of the problem that it belongs to.'),
      service: Type.String({ description: 'Name of the service (or device, node, interface).' }),
      indicator: Type.String({ description: 'What is measured.' }),
      start: instant('Start of the first anomalous step.'),
      end: nullable(
        instant('End of its last step that was out of the ordinary.'),
        'End of its last step that was out of the ordinary; null while it is open.'
      ),
      stage: stringEnum(STAGES, 'Where it stands in its life.'),
      pattern: stringEnum(PATTERNS, 'How the samples left the ordinary.'),
      direction: stringEnum(DIRECTIONS, 'Whether they lie above or below what was expected.'),
      confidenceScore: percent('How sure.'),
      description: Type.String({ description: 'One sentence for a person, with numbers and units.' }),
      peak: reference(Peak),
      annotator: reference(Annotator),
      symptom: reference(Symptom),
      revision: int32('Counts up with each change.'),
      feedback: reference(FeedbackSummary),
    },
    { description: 'A stretch of anomalous samples of one series.' }
  )
);
export type Anomaly = Static<typeof Anomaly>;

export const AnomalyPage = pageOf('AnomalyPage', Anomaly, 'the newest start first');
export type AnomalyPage = Static<typeof AnomalyPage>;

/** What anomalies and problems are filtered by. */
export const spanParameters = {
  from: Type.Optional(instant('Only what had not ended by this time.')),
  to: Type.Optional(instant('Only what started before this.')),
  open: Type.Optional(Type.Boolean({ description: 'true: only what has not ended. false: only what has.' })),
  service: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1_024, description: 'Only this `service.name`, with its endpoints.' })
  ),
  entityId: Type.Optional(hexId('Only this entity.')),
};

/** Which anomalies to list. */
export const AnomalyListParameters = Type.Object(
  {
    ...pageParameters,
    ...spanParameters,
    seriesId: Type.Optional(hexId('Only this series.')),
    problemId: Type.Optional(uuid('Only the anomalies of this problem.')),
  },
  { additionalProperties: false }
);
export type AnomalyListParameters = Static<typeof AnomalyListParameters>;

/** The id in the path of one anomaly. */
export const AnomalyPath = Type.Object({ id: uuid('Id of the anomaly.') });
export type AnomalyPath = Static<typeof AnomalyPath>;

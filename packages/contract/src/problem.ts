import Type from 'typebox';
import type { Static } from 'typebox';
import { Annotator, Anomaly, STAGES, percent, spanParameters } from './anomaly.ts';
import { hexId } from './entity.ts';
import { FeedbackSummary } from './feedback.ts';
import { uuid } from './identifier.ts';
import { nullable } from './nullable.ts';
import { instant, int32 } from './numbers.ts';
import { PAGE_MAXIMUM, pageOf, pageParameters } from './page.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const Problem = named(
  'Problem',
  Type.Object(
    {
      id: uuid('Id of the problem; a replay gives it the same one.'),
      entityId: hexId('Id of the service (or device, node, interface) that it is about.'),
      service: Type.String({ description: 'Name of the service (or device, node, interface).' }),
      start: instant('Start of its first anomaly.'),
      end: nullable(instant('End of its last anomaly.'), 'End of its last anomaly; null while any is open.'),
      stage: stringEnum(STAGES, 'Where it stands in its life.'),
      confidenceScore: percent('How sure.'),
      concernScore: percent('How much the service is degraded.'),
      title: Type.String({
        description: 'What is wrong, without the numbers behind it: "payments fails 38 % of calls".',
      }),
      description: Type.String({ description: 'One sentence for a person, with numbers and units.' }),
      anomalyCount: int32('How many anomalies belong to it.'),
      annotator: reference(Annotator),
      revision: int32('Counts up with each change.'),
      feedback: reference(FeedbackSummary),
    },
    { description: 'Anomalies of one service or device that belong together (relevant state of the IETF NMOP model).' }
  )
);
export type Problem = Static<typeof Problem>;

export const ProblemPage = pageOf('ProblemPage', Problem, 'the newest start first');
export type ProblemPage = Static<typeof ProblemPage>;

export const ProblemDetail = named(
  'ProblemDetail',
  Type.Object(
    {
      problem: reference(Problem),
      anomalies: Type.Array(reference(Anomaly), {
        maxItems: PAGE_MAXIMUM,
        description: 'Its anomalies, the newest start first. When there are more, list anomalies by `problemId`.',
      }),
    },
    { description: 'A problem with its anomalies.' }
  )
);
export type ProblemDetail = Static<typeof ProblemDetail>;

/** Which problems to list. */
export const ProblemListParameters = Type.Object(
  { ...pageParameters, ...spanParameters },
  { additionalProperties: false }
);
export type ProblemListParameters = Static<typeof ProblemListParameters>;

/** The id in the path of one problem. */
export const ProblemPath = Type.Object({ id: uuid('Id of the problem.') });
export type ProblemPath = Static<typeof ProblemPath>;

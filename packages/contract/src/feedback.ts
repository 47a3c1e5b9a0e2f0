import Type from 'typebox';
import type { Static } from 'typebox';
import { hexId } from './entity.ts';
import { uuid } from './identifier.ts';
import { nullable } from './nullable.ts';
import { instant, int32 } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { Person } from './person.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const FEEDBACK_WORDS = [
  'confirmed',
  'expected',
  'false-alarm',
  'new-normal',
  'wrong-season',
  'missed',
  'wrong-grouping',
  'wrong-owner',
] as const;
export const FEEDBACK_STAGES = ['problem-confirmed', 'discarded'] as const;
export const RECURRENCES = ['once', 'weekly', 'calendar'] as const;
export const RHYTHMS = ['daily', 'weekly', 'none'] as const;

const word = () => stringEnum(FEEDBACK_WORDS, 'What the person says of it.');
const ids = (description: string) => Type.Array(uuid('An id.'), { minItems: 1, maxItems: 1_000, description });

/** What a word says besides itself. Which word takes which is checked by the service, which names what is missing. */
const details = {
  comment: Type.Optional(
    Type.String({
      maxLength: 4_000,
      description: 'In own words, plain text. `expected` needs it: what was it?',
    })
  ),
  recurrence: Type.Optional(stringEnum(RECURRENCES, '`expected` needs it: will it come back?')),
  calendar: Type.Optional(
    Type.String({ maxLength: 256, description: '`expected` by `calendar` needs it: the name of the calendar.' })
  ),
  from: Type.Optional(instant('`new-normal`: since when. `missed`: start of the span.')),
  to: Type.Optional(instant('`missed`: end of the span.')),
  rhythm: Type.Optional(stringEnum(RHYTHMS, '`wrong-season` needs it: which rhythm repeats.')),
  members: Type.Optional(ids('`wrong-grouping`: the anomalies of the problem that belong together.')),
  mergeWith: Type.Optional(ids('`wrong-grouping`: problems that are the same as this one.')),
  owner: Type.Optional(Type.String({ maxLength: 256, description: '`wrong-owner` needs it: whose it is.' })),
};

export const FeedbackRequest = named(
  'FeedbackRequest',
  Type.Object(
    {
      word: word(),
      problemId: Type.Optional(uuid('The problem that it is about.')),
      anomalyId: Type.Optional(uuid('The anomaly that it is about, when not the whole problem.')),
      entityId: Type.Optional(hexId('`missed` only: the entity that it is about.')),
      ...details,
    },
    {
      additionalProperties: false,
      description:
        'A word on a problem, an anomaly or (`missed`) a span of an entity: exactly one of the three ids. Who says it is known from the request, never from this body.',
    }
  )
);
export type FeedbackRequest = Static<typeof FeedbackRequest>;

const said = {
  id: uuid('Id of the feedback: one per person, subject and what it speaks about.'),
  word: word(),
  problemId: nullable(uuid('The problem.'), 'The problem that it is about; null when it is about something else.'),
  anomalyId: nullable(uuid('The anomaly.'), 'The anomaly that it is about; null when it is about something else.'),
  entityId: nullable(
    hexId('The entity.'),
    'The entity where something was missed; null when it is about something else.'
  ),
  service: Type.String({ description: 'Name of the service (or device, node, interface).' }),
  ...details,
  withdrawn: Type.Boolean({ description: 'The person has taken it back.' }),
  person: reference(Person),
  time: instant('When it was said.'),
  revision: int32('Counts up with each change; the first is 1.'),
};

export const Feedback = named(
  'Feedback',
  Type.Object(said, { description: "A person's word on a problem, an anomaly or what was missed." })
);
export type Feedback = Static<typeof Feedback>;

export const FeedbackPage = pageOf('FeedbackPage', Feedback, 'the newest first');
export type FeedbackPage = Static<typeof FeedbackPage>;

export const FeedbackSaved = named(
  'FeedbackSaved',
  Type.Object(
    {
      feedback: reference(Feedback),
      message: Type.String({ description: 'What came of it, as a sentence to show.' }),
    },
    { description: 'A word that was saved.' }
  )
);
export type FeedbackSaved = Static<typeof FeedbackSaved>;

export const FeedbackDetail = named(
  'FeedbackDetail',
  Type.Object(
    {
      feedback: reference(Feedback),
      revisions: Type.Array(reference(Feedback), { description: 'Everything that the person said, the oldest first.' }),
    },
    { description: 'A word with what the person said before.' }
  )
);
export type FeedbackDetail = Static<typeof FeedbackDetail>;

export const FeedbackSummary = named(
  'FeedbackSummary',
  Type.Object(
    {
      words: Type.Array(reference(Feedback), {
        maxItems: 20,
        description: 'The newest word of each person, the newest first; when there are more than 20, list feedback.',
      }),
      count: int32('How many words there are, without those taken back.'),
      stage: nullable(
        stringEnum(FEEDBACK_STAGES, 'A stage.'),
        "What people's words make of it, beside the detector's own `stage`; null without a verdict, or when they contradict each other."
      ),
      needsReview: Type.Boolean({ description: 'People contradict each other.' }),
    },
    { description: 'What people say of it. It does not change detection yet.' }
  )
);
export type FeedbackSummary = Static<typeof FeedbackSummary>;

/** Which feedback to list. */
export const FeedbackListParameters = Type.Object(
  {
    ...pageParameters,
    problemId: Type.Optional(uuid('Only on this problem.')),
    anomalyId: Type.Optional(uuid('Only on this anomaly.')),
    entityId: Type.Optional(hexId('Only what was missed of this entity.')),
    service: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024, description: 'Only on this service.' })),
    actor: Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, description: 'Only of the person with this id, in any portal.' })
    ),
    withdrawn: Type.Optional(
      Type.Boolean({ description: 'true: only what was taken back. false: only what was not.' })
    ),
  },
  { additionalProperties: false }
);
export type FeedbackListParameters = Static<typeof FeedbackListParameters>;

/** The id in the path of one feedback. */
export const FeedbackPath = Type.Object({ id: uuid('Id of the feedback.') });
export type FeedbackPath = Static<typeof FeedbackPath>;

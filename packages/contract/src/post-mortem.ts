import Type from 'typebox';
import type { Static } from 'typebox';
import { percent } from './anomaly.ts';
import { uuid } from './identifier.ts';
import { nullable } from './nullable.ts';
import { instant, int32, int64 } from './numbers.ts';
import { pageOf, pageParameters } from './page.ts';
import { Person } from './person.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const POST_MORTEM_STATES = ['draft', 'published'] as const;
export const ACTION_TYPES = ['prevent', 'detect', 'mitigate', 'process'] as const;
export const EVENT_KINDS = [
  'first-sign',
  'alert',
  'word',
  'peak',
  'anomaly-start',
  'anomaly-end',
  'over',
  'note',
] as const;

const markdown = (description: string) =>
  Type.String({ maxLength: 20_000, description: `${description} Markdown of people: to be rendered safely.` });
const line = (description: string) => Type.String({ minLength: 1, maxLength: 1_000, description });
const rowId = (description: string) =>
  Type.String({ pattern: '^[A-Za-z0-9:._-]{1,120}$', description: `${description} No other row has it.` });
const title = () => Type.String({ minLength: 1, maxLength: 200, description: 'What it is called, on a single line.' });
const state = () => stringEnum(POST_MORTEM_STATES, 'Whether it is still being written.');
const revision = (description: string) => int32(description, { minimum: 1 });

export const PostMortemSections = named(
  'PostMortemSections',
  Type.Object(
    {
      summary: markdown('What happened, in short.'),
      impact: markdown('Who noticed what.'),
      detection: markdown('How it was found, and how that could be better.'),
      factors: markdown('What contributed.'),
      lessons: markdown('What was learnt.'),
    },
    { additionalProperties: false, description: 'What people write.' }
  )
);
export type PostMortemSections = Static<typeof PostMortemSections>;

const event = {
  id: rowId("Id of the row: that of the system's event, or any other for a row of one's own."),
  time: instant('When it happened.'),
  text: line('What happened, on a single line.'),
};

export const PostMortemEvent = named(
  'PostMortemEvent',
  Type.Object(
    {
      ...event,
      kind: stringEnum(EVENT_KINDS, 'What it tells; a `note` is a person’s own.'),
      systemTime: nullable(
        instant('When it happened as far as the system knows.'),
        'When it happened as far as the system knows, which stays when people put `time` right; null for notes.'
      ),
    },
    { description: 'A row of a timeline.' }
  )
);
export type PostMortemEvent = Static<typeof PostMortemEvent>;

export const PostMortemRow = named(
  'PostMortemRow',
  Type.Object(event, { additionalProperties: false, description: 'A row of a timeline, as people save it.' })
);
export type PostMortemRow = Static<typeof PostMortemRow>;

export const ActionItem = named(
  'ActionItem',
  Type.Object(
    {
      id: rowId('Id of the action.'),
      type: stringEnum(ACTION_TYPES, 'What it is for.'),
      title: line('What will be done, on a single line.'),
      owner: nullable(
        Type.String({ minLength: 1, maxLength: 256, description: 'Whose it is.' }),
        'Whose it is: a person or a team; null while nobody has it.'
      ),
      due: nullable(
        Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day.' }),
        'Day by which it is done, `YYYY-MM-DD`; null while it has none.'
      ),
      done: Type.Boolean({ description: 'Whether it is done.' }),
    },
    { additionalProperties: false, description: 'What somebody will do.' }
  )
);
export type ActionItem = Static<typeof ActionItem>;

const sections = reference(PostMortemSections);
const actions = Type.Array(reference(ActionItem), { maxItems: 100, description: 'What will be done.' });

export const PostMortemFacts = named(
  'PostMortemFacts',
  Type.Object(
    {
      services: Type.Array(Type.String(), { description: 'Names of the services.' }),
      start: instant('First sign.'),
      end: nullable(instant('When it was over.'), 'When it was over; null while it goes on.'),
      duration: nullable(
        int64('Length in milliseconds.'),
        'From the first sign until it was over, in milliseconds; null while it goes on.'
      ),
      alert: instant('When the problem opened: the end of the first sample that was anomalous enough.'),
      firstHuman: nullable(
        instant('When a person said the first word.'),
        'When a person said the first word about it; null when nobody did.'
      ),
      concernScore: percent('How much the service was degraded.'),
      anomalyCount: int32('How many anomalies belong to the problem.'),
      description: Type.String({ description: 'The problem in one sentence.' }),
    },
    { description: 'What the system knows of the problem: kept up to date in a draft, frozen when it is published.' }
  )
);
export type PostMortemFacts = Static<typeof PostMortemFacts>;

const factsOrNull = () => nullable(reference(PostMortemFacts), 'Numbers of the problem; null without one.');
const problemOrNull = () =>
  nullable(uuid('The problem.'), 'The problem that it was opened from; null when it was not opened from one.');

export const PostMortem = named(
  'PostMortem',
  Type.Object(
    {
      id: uuid('Id of the post-mortem.'),
      state: state(),
      title: title(),
      problemId: problemOrNull(),
      facts: factsOrNull(),
      sections,
      timeline: Type.Array(reference(PostMortemEvent), { maxItems: 500, description: 'What happened, by time.' }),
      actions,
      editors: Type.Array(reference(Person), { description: 'Who wrote it, the author first.' }),
      created: instant('When it was opened.'),
      updated: instant('When it was changed last.'),
      updatedBy: reference(Person),
      publishedAt: nullable(instant('When it was published.'), 'When it was published; null while it is a draft.'),
      revision: revision('Counts up with each change; the first is 1.'),
    },
    { description: 'A document about a problem.' }
  )
);
export type PostMortem = Static<typeof PostMortem>;

export const PostMortemDetail = named(
  'PostMortemDetail',
  Type.Object(
    {
      postMortem: reference(PostMortem),
      offered: Type.Array(reference(PostMortemEvent), {
        description: 'What the system can add to the timeline, by time: events that are not in it.',
      }),
    },
    { description: 'A post-mortem with what its timeline can be filled from.' }
  )
);
export type PostMortemDetail = Static<typeof PostMortemDetail>;

export const PostMortemSummary = named(
  'PostMortemSummary',
  Type.Object(
    {
      id: uuid('Id of the post-mortem.'),
      state: state(),
      title: title(),
      problemId: problemOrNull(),
      services: Type.Array(Type.String(), { description: 'Names of the services; empty without a problem.' }),
      start: nullable(instant('First sign.'), 'First sign; null without a problem.'),
      duration: nullable(
        int64('Length in milliseconds.'),
        'From the first sign until it was over, in milliseconds; null while it goes on, or without a problem.'
      ),
      author: reference(Person),
      actionCount: int32('How many action items it has.'),
      actionsDone: int32('How many of them are done.'),
      actionsOverdue: int32('How many of them are neither done nor within their date (UTC).'),
      updated: instant('When it was changed last.'),
      revision: revision('Counts up with each change.'),
    },
    { description: 'A post-mortem as a row of a list.' }
  )
);
export type PostMortemSummary = Static<typeof PostMortemSummary>;

export const PostMortemPage = pageOf('PostMortemPage', PostMortemSummary, 'the newest first');
export type PostMortemPage = Static<typeof PostMortemPage>;

export const PostMortemCreate = named(
  'PostMortemCreate',
  Type.Object(
    {
      problemId: Type.Optional(uuid('The problem; it has at most one post-mortem, which is answered if it is there.')),
      title: Type.Optional(title()),
    },
    { additionalProperties: false, description: 'What to open a post-mortem with: a problem, a title or both.' }
  )
);
export type PostMortemCreate = Static<typeof PostMortemCreate>;

export const PostMortemUpdate = named(
  'PostMortemUpdate',
  Type.Object(
    {
      revision: revision('The revision that was changed. When there is a newer one, the answer is `conflict`.'),
      title: title(),
      sections,
      timeline: Type.Array(reference(PostMortemRow), { maxItems: 500, description: 'The whole timeline.' }),
      actions,
    },
    { additionalProperties: false, description: 'Everything that people can change, as it shall be.' }
  )
);
export type PostMortemUpdate = Static<typeof PostMortemUpdate>;

export const PostMortemPublish = named(
  'PostMortemPublish',
  Type.Object(
    { revision: revision('The revision that was read before it is published.') },
    { additionalProperties: false, description: 'What to publish.' }
  )
);
export type PostMortemPublish = Static<typeof PostMortemPublish>;

/** Which post-mortems to list. */
export const PostMortemListParameters = Type.Object(
  {
    ...pageParameters,
    state: Type.Optional(stringEnum(POST_MORTEM_STATES, 'Only in this state.')),
    service: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024, description: 'Only about this service.' })),
    problemId: Type.Optional(uuid('Only of this problem.')),
    actionOwner: Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, description: 'Only with an action item of this owner.' })
    ),
    openActions: Type.Optional(
      Type.Boolean({
        description: 'true: only with an action item (of that owner) that is not done. false: only without one.',
      })
    ),
  },
  { additionalProperties: false }
);
export type PostMortemListParameters = Static<typeof PostMortemListParameters>;

/** The id in the path of one post-mortem. */
export const PostMortemPath = Type.Object({ id: uuid('Id of the post-mortem.') });
export type PostMortemPath = Static<typeof PostMortemPath>;

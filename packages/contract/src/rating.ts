import Type from 'typebox';
import type { Static } from 'typebox';
import { hexId } from './entity.ts';
import { nullable } from './nullable.ts';
import { double, instant, int32 } from './numbers.ts';
import { notes, PAGE_MAXIMUM, pageOf, pageParameters } from './page.ts';
import { Person } from './person.ts';
import { named, reference } from './reference.ts';
import { stringEnum } from './string-enum.ts';

export const FACETS = [
  'reliability',
  'latency',
  'stability',
  'outlook',
  'change-safety',
  'contract',
  'consumers',
] as const;
export const RATING_LINES = [...FACETS, 'not-enough-data', 'cap'] as const;
export const BANDS = ['A', 'B', 'C', 'D', 'E'] as const;

const points = (description: string) => double(`${description} From 0 to 100.`, { minimum: 0, maximum: 100 });

export const RatingLine = named(
  'RatingLine',
  Type.Object(
    {
      what: stringEnum(RATING_LINES, 'Where the points went.'),
      lost: points('Points lost.'),
      left: points('What is left after this line and all before.'),
      sentence: Type.String({ description: 'Why, with numbers.' }),
    },
    { description: 'One line of a rating. The lines lost sum to what the score lacks to 100.' }
  )
);
export type RatingLine = Static<typeof RatingLine>;

export const FacetNote = named(
  'FacetNote',
  Type.Object(
    { facet: stringEnum(FACETS, 'The facet.'), reason: Type.String({ description: 'Why it does not count.' }) },
    { description: 'A facet that does not count, and why.' }
  )
);
export type FacetNote = Static<typeof FacetNote>;

export const FacetGain = named(
  'FacetGain',
  Type.Object(
    { facet: stringEnum(FACETS, 'The facet.'), points: points('Points that it could give back at most.') },
    { description: 'What would raise a rating.' }
  )
);
export type FacetGain = Static<typeof FacetGain>;

export const VoteSummary = named(
  'VoteSummary',
  Type.Object(
    {
      count: int32('How many people have a vote that counts; owners are not among them.'),
      average: nullable(
        double('Average of the stars, older votes counting less.', { minimum: 1, maximum: 5 }),
        'Average of the stars; null below three people.'
      ),
    },
    { description: 'What consumers say of an API, in short.' }
  )
);
export type VoteSummary = Static<typeof VoteSummary>;

export const Rating = named(
  'Rating',
  Type.Object(
    {
      entityId: hexId('Id of the service.'),
      service: Type.String({ description: '`service.name`.' }),
      environment: Type.String({ description: '`deployment.environment.name`; empty when not stated.' }),
      namespace: Type.String({ description: '`service.namespace`; empty when not stated.' }),
      time: instant('End of the 30 days that were looked at, in event time.'),
      rubric: Type.String({ description: 'By which rules: id of the rubric.' }),
      score: points('How good the API is.'),
      low: points('In four of five cases it is at least so good.'),
      high: points('In four of five cases it is at most so good.'),
      band: nullable(stringEnum(BANDS, 'Letter.'), 'Letter for the score; null while provisional.'),
      confidence: points('How much of what counts is known; below 40 the rating is provisional.'),
      lines: Type.Array(reference(RatingLine), { description: 'Where the points went, the largest loss first.' }),
      notApplicable: Type.Array(reference(FacetNote), { description: 'Facets that do not count.' }),
      raise: nullable(reference(FacetGain), 'What would raise it most; null when nothing was lost to evidence.'),
      votes: reference(VoteSummary),
    },
    { description: 'The rating of one API: a service with its endpoints.' }
  )
);
export type Rating = Static<typeof Rating>;

export const RatingPage = named(
  'RatingPage',
  Type.Object(
    {
      items: Type.Array(reference(Rating), {
        maxItems: PAGE_MAXIMUM,
        description: 'The rows of this page, by the lower end of the range, the highest first.',
      }),
      next: nullable(Type.String(), 'Cursor of the page that follows; null on the last one.'),
      notes,
    },
    { description: 'One page of a list, by the lower end of the range, the highest first.' }
  )
);
export type RatingPage = Static<typeof RatingPage>;

export const RatingPoint = named(
  'RatingPoint',
  Type.Object(
    {
      time: instant('End of the window.'),
      score: points('How good the API was.'),
      low: points('Lower end of the range.'),
      high: points('Upper end of the range.'),
    },
    { description: 'A rating at one time.' }
  )
);
export type RatingPoint = Static<typeof RatingPoint>;

export const RatingHistory = named(
  'RatingHistory',
  Type.Object(
    {
      entityId: hexId('Id of the service.'),
      points: Type.Array(reference(RatingPoint), { description: 'One a day, oldest first.' }),
    },
    { description: 'How a rating came to be: made anew for each day, by the rubric of today.' }
  )
);
export type RatingHistory = Static<typeof RatingHistory>;

export const VoteRequest = named(
  'VoteRequest',
  Type.Object(
    {
      stars: int32('1 unusable, 2 poor, 3 fair, 4 good, 5 excellent.', { minimum: 1, maximum: 5 }),
      comment: Type.Optional(Type.String({ maxLength: 4_000, description: 'In own words, plain text.' })),
      isOwner: Type.Optional(
        Type.Boolean({ description: 'The person owns the API: the vote is shown and does not count.' })
      ),
    },
    {
      additionalProperties: false,
      description: 'What a consumer says of an API. Who says it is known from the request, never from this body.',
    }
  )
);
export type VoteRequest = Static<typeof VoteRequest>;

export const Vote = named(
  'Vote',
  Type.Object(
    {
      entityId: hexId('Id of the service.'),
      stars: int32('1 to 5.', { minimum: 1, maximum: 5 }),
      comment: nullable(Type.String(), 'In own words, plain text; null without any.'),
      isOwner: Type.Boolean({ description: 'Shown and not counted.' }),
      counts: points('How much it counts today, in per cent: half after 90 days.'),
      withdrawn: Type.Boolean({ description: 'The person has taken it back.' }),
      person: reference(Person),
      time: instant('When it was cast or changed.'),
      revision: int32('Counts up with each change; the first is 1.'),
    },
    { description: "A person's vote on an API; one each, the newest counts." }
  )
);
export type Vote = Static<typeof Vote>;

export const VotePage = pageOf('VotePage', Vote, 'who voted last first');
export type VotePage = Static<typeof VotePage>;

/** Which ratings to list. */
export const RatingListParameters = Type.Object(
  {
    ...pageParameters,
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: 'Only services whose name has this.' })),
    band: Type.Optional(stringEnum(BANDS, 'Only this band.')),
  },
  { additionalProperties: false }
);
export type RatingListParameters = Static<typeof RatingListParameters>;

/** Which page of votes. */
export const VoteListParameters = Type.Object({ ...pageParameters }, { additionalProperties: false });
export type VoteListParameters = Static<typeof VoteListParameters>;

/** How far back a history goes. */
export const RatingHistoryParameters = Type.Object(
  { days: Type.Optional(int32('Days, today included.', { minimum: 1, maximum: 60, default: 30 })) },
  { additionalProperties: false }
);
export type RatingHistoryParameters = Static<typeof RatingHistoryParameters>;

/** The id in the path of one service. */
export const RatingPath = Type.Object({ id: hexId('Id of the service.') });
export type RatingPath = Static<typeof RatingPath>;

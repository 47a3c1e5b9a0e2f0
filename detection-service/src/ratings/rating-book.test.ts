import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../core/time.ts';
import type { StoredEntity } from '../storage/ports.ts';
import type { Vote } from './evidence.ts';
import { RatingBook } from './rating-book.ts';
import { R1 } from './rubric.ts';
import type { RatingSources } from './sources.ts';

const NOON = Date.UTC(2026, 10, 18, 12);
const serviceNamed = (id: string): StoredEntity => ({
  id,
  entity: { tenant: 'default', kind: 'service', environment: 'prod', namespace: '', name: id },
  firstSeen: NOON,
});

/** A book of services that have said nothing yet, how often all ratings were made, and how many votes each has. */
function bookOf(
  present: { time: number },
  count: number
): {
  readonly votes: Map<string, Vote[]>;
  readonly book: RatingBook;
  readonly made: () => number;
  /** Lets nothing go on that is being made. */
  readonly hold: () => void;
  readonly release: () => void;
} {
  let made = 0;
  const votes = new Map<string, Vote[]>();
  const rows = Array.from({ length: count }, (_, i) => serviceNamed(`service-${i}`));
  let go = (): void => undefined;
  const turn = (): Promise<void> => new Promise((resolve) => (go = resolve));
  const sources: RatingSources = {
    catalogue: {
      series: () => ({ rows: [], next: undefined }),
      entities: () => {
        made++;
        return { rows, next: undefined };
      },
    },
    results: {
      near: () => Promise.resolve(),
      read: () => {
        throw new Error('there is no series');
      },
    },
    anomalies: { problems: () => ({ rows: [], next: undefined }) },
    wordOn: () => undefined,
    votesOn: (_, id) => votes.get(id) ?? [],
    votes: () => votes,
    promisesOf: () => ({ errorBudget: undefined, slowerThan: undefined }),
    timeOf: () => Promise.resolve(present.time),
  };
  let isHeld = false;
  const book = new RatingBook(sources, R1, () => (isHeld ? turn() : Promise.resolve()));
  return {
    votes,
    book,
    made: () => made,
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      go();
    },
  };
}

const MANY = 150;

it('answers the last ratings of many services while they are made anew, for a day', async () => {
  const present = { time: NOON };
  const { book, made, hold, release } = bookOf(present, MANY);
  const first = await book.all('default');
  expect(first.rated).toHaveLength(MANY);
  expect(await book.all('default')).toBe(first);
  expect(made()).toBe(1);

  hold();
  present.time += 2 * MINUTE;
  expect(await book.all('default')).toBe(first);
  expect(await book.all('default')).toBe(first);
  expect([made(), book.progress('default')]).toMatchObject([2, { done: 0, services: MANY }]);
  release();
  await expect.poll(() => book.all('default')).not.toBe(first);
  expect([made(), book.progress('default')]).toEqual([2, undefined]);

  const second = await book.all('default');
  present.time += 25 * HOUR;
  expect(await book.all('default')).not.toBe(second);
});

it('looks again at once where there was no service', async () => {
  const { book, made } = bookOf({ time: NOON }, 0);
  expect((await book.all('default')).rated).toEqual([]);
  expect((await book.all('default')).rated).toEqual([]);
  expect(made()).toBe(2);
});

it('waits for those of few', async () => {
  const present = { time: NOON };
  const { book } = bookOf(present, 3);
  const first = await book.all('default');
  present.time += 2 * MINUTE;
  expect(await book.all('default')).not.toBe(first);
});

it('rates only that service anew of which somebody has spoken, also while all are being made', async () => {
  const present = { time: NOON };
  const { book, made, votes, hold, release } = bookOf(present, MANY);
  const scoreOf = async (id: string): Promise<number | undefined> =>
    (await book.all('default')).rated.find(({ entity }) => entity.id === id)?.rating.score;
  const before = (await scoreOf('service-7')) ?? 0;
  const vote = { stars: 1, time: NOON, isOwner: false };

  votes.set('service-7', [vote, vote, vote, vote]);
  expect(await scoreOf('service-7')).toBe(before);
  book.forget('default', 'service-7');
  expect(await scoreOf('service-7')).toBeLessThan(before);
  expect((await book.all('default')).rated.at(-1)?.entity.id).toBe('service-7');
  expect([await scoreOf('service-8'), made()]).toEqual([before, 1]);

  hold();
  present.time += 2 * MINUTE;
  await book.all('default');
  votes.set('service-0', [vote, vote, vote, vote]);
  book.forget('default', 'service-0');
  expect(await scoreOf('service-0')).toBeLessThan(before);
  release();
  await expect.poll(() => book.progress('default')).toBeUndefined();
  expect([await scoreOf('service-0'), made()]).toEqual([await scoreOf('service-7'), 2]);
});

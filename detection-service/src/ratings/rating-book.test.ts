import { expect, it } from 'vitest';
import { MINUTE } from '../core/time.ts';
import type { StoredEntity } from '../storage/ports.ts';
import { RatingBook, type RatingSources } from './rating-book.ts';
import { R1 } from './rubric.ts';

const NOON = Date.UTC(2026, 10, 18, 12);
const ORDERS: StoredEntity = {
  id: 'orders',
  entity: { tenant: 'default', kind: 'service', environment: 'prod', namespace: '', name: 'orders' },
  firstSeen: NOON,
};

/** A book of one service that has said nothing yet, and how often all ratings were made. */
function bookOf(present: { time: number }): {
  readonly book: RatingBook;
  readonly made: () => number;
  readonly go: () => void;
} {
  let made = 0;
  let go = (): void => undefined;
  const turn = (): Promise<void> => new Promise((resolve) => (go = resolve));
  const sources: RatingSources = {
    catalogue: {
      series: () => ({ rows: [], next: undefined }),
      entities: () => {
        made++;
        return { rows: [ORDERS], next: undefined };
      },
    },
    results: {
      read: () => {
        throw new Error('there is no series');
      },
    },
    anomalies: { problems: () => ({ rows: [], next: undefined }) },
    wordOn: () => undefined,
    votesOn: () => [],
    promisesOf: () => ({ errorBudget: undefined, slowerThan: undefined }),
    timeOf: () => Promise.resolve(present.time),
  };
  let isHeld = false;
  const book = new RatingBook(sources, R1, () => (isHeld ? turn() : Promise.resolve()));
  return {
    book,
    made: () => made,
    go: () => {
      isHeld = !isHeld;
      go();
    },
  };
}

it('answers the last ratings while they are made anew, and waits when they are old or somebody has spoken', async () => {
  const present = { time: NOON };
  const { book, made, go } = bookOf(present);
  const first = await book.all('default');
  expect(first.map(({ entity }) => entity.id)).toEqual(['orders']);
  expect(await book.all('default')).toBe(first);
  expect(made()).toBe(1);

  go();
  present.time += 2 * MINUTE;
  expect(await book.all('default')).toBe(first);
  expect(await book.all('default')).toBe(first);
  expect(made()).toBe(2);
  go();
  await expect.poll(() => book.all('default')).not.toBe(first);
  expect(made()).toBe(2);

  const second = await book.all('default');
  book.forget('default');
  expect(await book.all('default')).not.toBe(second);
  const third = await book.all('default');
  present.time += 60 * MINUTE;
  expect(await book.all('default')).not.toBe(third);
  expect(made()).toBe(4);
});

import { InMemoryWeirApi } from './InMemoryWeirApi';
import { hexId, inventoryRow, problem, service, story, uuid, type Story } from './story';

/** The states that the development page can show. */
export const STATES = ['story', 'empty', 'loading', 'error', 'one', 'thousand', 'five-thousand', 'older'] as const;

/** One of {@link STATES}. */
export type State = (typeof STATES)[number];

/** A Weir in a state. */
export function weirIn(state: State, now = Date.now()): InMemoryWeirApi {
  const full = story(now);
  switch (state) {
    case 'empty': {
      const catalog = full.catalog;
      return new InMemoryWeirApi({
        now,
        entities: [],
        series: [],
        problems: [],
        anomalies: [],
        ratings: [],
        inventory: [],
        postMortems: [],
        catalog,
      });
    }
    case 'loading': {
      const api = new InMemoryWeirApi(full);
      api.before = () => new Promise(() => {});
      return api;
    }
    case 'error': {
      const api = new InMemoryWeirApi(full);
      api.takeDown();
      return api;
    }
    case 'one':
      return new InMemoryWeirApi(oneOf(full));
    case 'thousand':
      return new InMemoryWeirApi(manyOf(full, 1000));
    case 'five-thousand':
      return new InMemoryWeirApi(manyOf(full, 5000));
    case 'older': {
      const api = new InMemoryWeirApi(full);
      api.status = { contract: { plugin: '1.4', service: '1.2', match: 'service-older' } };
      return api;
    }
    default:
      return new InMemoryWeirApi(full);
  }
}

/** A story with one of everything. */
export function oneOf(full: Story): Story {
  return {
    ...full,
    problems: full.problems.slice(0, 1),
    ratings: full.ratings.slice(1, 2),
    inventory: full.inventory.slice(0, 1),
  };
}

/** A story with many services, some of them with names as long as names get. */
export function manyOf(full: Story, size: number): Story {
  const names = Array.from({ length: size }, (_, index) =>
    index % 97 === 0 ? `service-${index}-${'with-a-name-that-goes-on-'.repeat(5)}`.slice(0, 120) : `service-${index}`
  );
  const example = full.ratings[1]?.rating;
  return {
    ...full,
    entities: [...full.entities, ...names.map((name, index) => service(hexId(index + 100), name, full.now))],
    problems: [
      ...full.problems,
      ...names
        .slice(0, 40)
        .map((name, index) =>
          problem({ id: uuid(index + 500), entityId: hexId(index + 100), service: name, start: full.now - 3_600_000 })
        ),
    ],
    ratings: [
      ...full.ratings,
      ...(example ? names : []).map((name, index) => {
        const score = 95 - (index % 60);
        return {
          owner: `group:default/team-${index % 12}`,
          change: null,
          rating: {
            ...(example as NonNullable<typeof example>),
            entityId: hexId(index + 100),
            service: name,
            score,
            low: score - 5,
            high: score + 4,
          },
        };
      }),
    ],
    inventory: [
      ...full.inventory,
      inventoryRow('billing', 'conflict', full.now, {
        sentence: 'billing is claimed by component:billing and component:bill. Choose one.',
      }),
      inventoryRow('search', 'drifted', full.now, {
        drift: [{ field: 'owner', catalog: 'group:default/team-a', seen: 'group:default/team-order' }],
      }),
      ...names.map((name, index) =>
        inventoryRow(name, index % 50 === 0 ? 'proposed' : 'matched', full.now, {
          rate: (index * 7) % 500,
          silent: index % 211 === 5,
        })
      ),
    ],
  };
}

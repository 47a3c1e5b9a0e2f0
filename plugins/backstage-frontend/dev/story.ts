import type {
  Anomaly,
  CatalogEntityPush,
  InventoryRow,
  PostMortem,
  Problem,
  Rating,
  RatingLine,
  Series,
  WeirEntity,
} from '@weir/backstage-plugin-weir-common';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Everything that an in-memory Weir knows. */
export interface Story {
  now: number;
  entities: WeirEntity[];
  series: Series[];
  problems: Problem[];
  anomalies: Anomaly[];
  ratings: { rating: Rating; owner: string; change: number | null }[];
  inventory: InventoryRow[];
  postMortems: PostMortem[];
  /** Catalog entities by reference, with the name of the service that they claim. */
  catalog: Record<string, string>;
}

/** Ids are readable here: the letter of a service repeated. */
const ids: Record<string, string> = {
  orders: '0a'.repeat(16),
  payments: '0b'.repeat(16),
  inventory: '0c'.repeat(16),
  'shop-web': '0d'.repeat(16),
};

/** An id of 32 hex digits from a number. */
export function hexId(number: number): string {
  return number.toString(16).padStart(32, '0');
}

/** A UUID from a number. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** A service of an entity id and a name. */
export function service(id: string, name: string, firstSeen: number): WeirEntity {
  return { id, kind: 'service', environment: 'prod', namespace: 'shop', name, method: null, route: null, firstSeen };
}

function seriesOf(entity: WeirEntity, indicator: string, kind: Series['kind'], unit: string, at: number): Series {
  const { firstSeen, ...identity } = entity;
  const id = hexId(at * 1000 + parseInt(entity.id.slice(0, 2), 16));
  return {
    id,
    entity: identity,
    indicator,
    kind,
    unit,
    attributes: {},
    step: MINUTE,
    version: 1,
    firstStep: firstSeen,
  };
}

/** No word has been said. */
export const noWords = { words: [], count: 0, stage: null, needsReview: false } as Problem['feedback'];

const algorithm = { name: 'seasonal', version: '7', type: 'algorithm' } as const;

/** A problem of a service. */
export function problem(part: Partial<Problem> & Pick<Problem, 'id' | 'entityId' | 'service' | 'start'>): Problem {
  return {
    end: null,
    stage: 'problem-potential',
    confidenceScore: 88,
    concernScore: 58,
    title: `${part.service} answers slower than usual`,
    description: `${part.service} answers slower than usual: p95 478 ms, expected 212 ms (180–252)`,
    anomalyCount: 1,
    annotator: algorithm,
    revision: 1,
    feedback: noWords,
    ...part,
  };
}

function anomaly(of: Problem, part: Partial<Anomaly> & Pick<Anomaly, 'id' | 'seriesId' | 'indicator'>): Anomaly {
  return {
    entityId: of.entityId,
    problemId: of.id,
    service: of.service,
    start: of.start,
    end: of.end,
    stage: of.stage,
    pattern: 'mean-shift',
    direction: 'up',
    confidenceScore: of.confidenceScore,
    description: of.description,
    peak: { time: of.start + 20 * MINUTE, value: 478, expected: 212, score: 0.998 },
    annotator: algorithm,
    symptom: {
      id: part.id,
      action: 'Delay',
      reason: 'unknown',
      trigger: 'unknown',
      plane: 'management',
      concernScore: of.concernScore,
    },
    revision: 1,
    feedback: noWords,
    ...part,
  };
}

/** Lines that sum to what the score lacks to 100. */
export function lines(parts: [RatingLine['what'], number, string][]): RatingLine[] {
  let left = 100;
  return parts.map(([what, lost, sentence]) => {
    left -= lost;
    return { what, lost, left: Math.round(left * 10) / 10, sentence };
  });
}

function rating(name: string, now: number, part: Omit<Partial<Rating>, 'lines'> & { lines: RatingLine[] }): Rating {
  const score = part.lines.at(-1)?.left ?? 100;
  return {
    entityId: ids[name] ?? name,
    service: name,
    environment: 'prod',
    namespace: 'shop',
    time: now,
    rubric: 'R-1',
    score,
    low: score - 4,
    high: score + 3,
    band: 'B',
    confidence: 82,
    notApplicable: [
      { facet: 'outlook', reason: 'forecasts do not count yet' },
      { facet: 'change-safety', reason: 'no changes are known' },
      { facet: 'contract', reason: 'no API document is checked yet' },
    ],
    raise: null,
    votes: { count: 0, average: null },
    ...part,
  };
}

/** An entity as the catalog pushed it. */
export function catalogEntity(name: string, owner: string | null, now: number): InventoryRow['claims'][number] {
  const pushed: CatalogEntityPush = { ref: `component:default/${name}` };
  return {
    ref: pushed.ref,
    title: null,
    owner,
    lifecycle: 'production',
    type: 'service',
    serviceName: null,
    relations: [],
    document: null,
    source: 'backstage',
    updated: now - 3 * DAY,
    etag: hexId(1),
  };
}

/** A row of the inventory. */
export function inventoryRow(
  name: string,
  state: InventoryRow['state'],
  now: number,
  part: Partial<InventoryRow> & { rate?: number | null; owner?: string | null; silent?: boolean } = {}
): InventoryRow {
  const { rate = 12, owner = 'group:default/team-shop', silent = false, ...rest } = part;
  const known = state !== 'proposed' && state !== 'conflict' && state !== 'dismissed';
  const ref = `component:${name}`;
  const sentences: Record<InventoryRow['state'], string> = {
    matched: `Matched with ${ref} by name.`,
    proposed: 'Seen in telemetry; the catalog has no entity for it.',
    drifted: `Matched with ${ref}, but they differ.`,
    'catalog-only': `No telemetry with service.name '${name}' in 7 days.`,
    conflict: `${name} is claimed by several entities. Choose one.`,
    dismissed: 'Not to be in the catalog.',
  };
  return {
    id: state === 'catalog-only' ? `component:default/${name}` : `service shop/${name}`,
    state,
    sentence: sentences[state],
    telemetry:
      state === 'catalog-only'
        ? null
        : {
            kind: 'service',
            name,
            namespace: 'shop',
            environments: ['prod'],
            entityIds: [ids[name] ?? hexId(name.length)],
            firstSeen: now - 15 * DAY,
            lastSeen: silent ? now - 40 * MINUTE : now - 8000,
            requestRate: silent ? null : rate,
          },
    catalog: known ? catalogEntity(name, owner, now) : null,
    matchedBy: state === 'matched' ? 'name' : null,
    claims: [],
    drift: [],
    decided: null,
    ...rest,
  };
}

/**
 * The story of every example: payments was down yesterday 14:02–14:31, orders has been slowing for 1 h 50 min,
 * inventory is quiet, and a post-mortem about payments is being written.
 */
export function story(now: number): Story {
  const begin = now - 15 * DAY;
  const entities = Object.entries(ids).map(([name, id]) => service(id, name, begin));
  const [orders, payments, inventory, shopWeb] = entities as [WeirEntity, WeirEntity, WeirEntity, WeirEntity];
  const series = entities.flatMap((one) => [
    seriesOf(one, 'request_rate', 'count', '1/s', 1),
    seriesOf(one, 'error_ratio', 'ratio', '1', 2),
    seriesOf(one, 'latency_p95', 'latency', 'ms', 3),
  ]);
  const idOf = (entity: WeirEntity, indicator: string) =>
    series.find((one) => one.entity.id === entity.id && one.indicator === indicator)?.id ?? '';
  const outage = new Date(now).setHours(14, 2, 0, 0) - DAY;
  const slow = problem({ id: uuid(1), entityId: orders.id, service: 'orders', start: now - 110 * MINUTE });
  const down = problem({
    id: uuid(2),
    entityId: payments.id,
    service: 'payments',
    start: outage,
    end: outage + 29 * MINUTE,
    concernScore: 86,
    confidenceScore: 97,
    anomalyCount: 2,
    title: 'payments fails 38 % of calls',
    description: 'payments fails 38 % of calls, expected 0.05 % (0–1.5); 2 anomalies in all',
  });
  const anomalies = [
    anomaly(slow, { id: uuid(11), seriesId: idOf(orders, 'latency_p95'), indicator: 'latency_p95' }),
    anomaly(down, { id: uuid(12), seriesId: idOf(payments, 'error_ratio'), indicator: 'error_ratio' }),
    anomaly(down, { id: uuid(13), seriesId: idOf(payments, 'latency_p95'), indicator: 'latency_p95' }),
  ];
  const ratings = [
    {
      owner: 'group:default/team-web',
      change: 1,
      rating: rating('shop-web', now, {
        low: 88,
        high: 93,
        band: 'A',
        lines: lines([
          ['latency', 5.2, '1.1 % of 210 M calls slower than 300 ms, objective 5 %'],
          ['reliability', 2.6, '0.003 % of 210 M calls failed, objective 0.05 %'],
          ['not-enough-data', 1.2, '15 of 30 days known'],
        ]),
        votes: { count: 9, average: 4.4 },
      }),
    },
    {
      owner: 'group:default/team-order',
      change: -6,
      rating: rating('orders', now, {
        low: 72,
        high: 83,
        lines: lines([
          ['latency', 9.1, '4.4 % of 184 M calls slower than 300 ms, objective 5 %'],
          ['stability', 5.6, '1 problem, 1 h 50 min so far'],
          ['consumers', 4.0, '3.9 stars, 4 people'],
          ['not-enough-data', 3.3, '15 of 30 days known'],
        ]),
        raise: { facet: 'latency', points: 9.1 },
        votes: { count: 2, average: null },
      }),
    },
    {
      owner: 'group:default/team-pay',
      change: -12,
      rating: rating('payments', now, {
        low: 62,
        high: 69,
        band: 'C',
        lines: lines([
          ['reliability', 24.9, '0.071 % of 66.1 M calls failed, objective 0.05 %'],
          ['consumers', 4.1, '3.9 stars, 6 people'],
          ['latency', 2.1, '0.9 % of 66.1 M calls slower than 300 ms, objective 5 %'],
          ['stability', 1.3, '1 problem, 29 min of full concern'],
          ['not-enough-data', 1.2, '15 of 30 days known'],
          ['cap', 0, 'the error budget is spent: at most 69'],
        ]),
        raise: { facet: 'reliability', points: 24.9 },
        votes: { count: 6, average: 3.9 },
      }),
    },
    {
      owner: 'group:default/team-order',
      change: null,
      rating: rating('inventory', now, {
        low: 49,
        high: 88,
        band: null,
        confidence: 34,
        lines: lines([
          ['not-enough-data', 24.2, '0.4 calls a second over 15 days'],
          ['latency', 1.8, '0.4 % of 518,000 calls slower than 300 ms, objective 5 %'],
        ]),
      }),
    },
  ];
  return {
    now,
    entities,
    series,
    problems: [slow, down],
    anomalies,
    ratings,
    inventory: [
      inventoryRow('inventory', 'proposed', now, { rate: 0.4 }),
      inventoryRow('gift-cards', 'catalog-only', now),
      inventoryRow('orders', 'matched', now, { rate: 142, owner: 'group:default/team-order' }),
      inventoryRow('payments', 'matched', now, { rate: 51, owner: 'group:default/team-pay' }),
      inventoryRow('shop-web', 'matched', now, { rate: 96, owner: 'group:default/team-web' }),
    ],
    postMortems: [postMortem(down, now)],
    catalog: Object.fromEntries([orders, payments, inventory, shopWeb].map((one) => [refOf(one.name), one.name])),
  };
}

/** The person that the in-memory Weir takes for the one who is signed in. */
export const me = { id: 'user:default/ana', name: 'Ana', via: 'backstage' };

/** Reference of the component of a name. */
export function refOf(name: string): string {
  return `component:default/${name}`;
}

function postMortem(of: Problem, now: number): PostMortem {
  const end = of.end ?? now;
  const event = (kind: PostMortem['timeline'][number]['kind'], time: number, text: string) => ({
    id: `${kind} ${time}`,
    time,
    text,
    kind,
    systemTime: time,
  });
  return {
    id: uuid(21),
    state: 'draft',
    title: 'payments failed',
    problemId: of.id,
    facts: {
      services: ['payments'],
      start: of.start,
      end,
      duration: end - of.start,
      alert: of.start + 50_000,
      firstHuman: of.start + 4 * MINUTE,
      concernScore: of.concernScore,
      anomalyCount: of.anomalyCount,
      description: of.description,
    },
    sections: {
      summary: 'payments failed **38 %** of calls for 29 min.',
      impact: 'About 33,700 of 88,700 payments were refused.',
      detection: '',
      factors: '',
      lessons: '',
    },
    timeline: [
      event('first-sign', of.start, 'First sign: error ratio of payments'),
      event('alert', of.start + 50_000, 'Problem opened'),
      event('word', of.start + 4 * MINUTE, 'Ana: real problem'),
      event('over', end, 'Over'),
    ],
    actions: [
      { id: 'a1', type: 'prevent', title: 'Timeout on the connection pool', owner: null, due: null, done: false },
    ],
    editors: [me, { id: 'user:default/ben', name: 'Ben', via: 'backstage' }],
    created: now - 2 * HOUR,
    updated: now - 20 * MINUTE,
    updatedBy: me,
    publishedAt: null,
    revision: 3,
  };
}

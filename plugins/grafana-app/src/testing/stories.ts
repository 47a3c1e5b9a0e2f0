import { Anomaly, Info, ListedProblem, ListedService, Problem, ProblemListing, ServiceListing } from '../weir/answers';

/** The clock of every test: Wed 18 Nov 2026, 15:00 UTC. */
export const NOW = Date.parse('2026-11-18T15:00:00Z');

const annotator = { name: 'seasonal-baseline', version: '2', type: 'algorithm' };

export const problem: Problem = {
  id: '7d444840-9dc0-51d1-b245-5ffdce74fad2',
  entityId: '5d1f6a0c9be34f7781c2a4e3d0b69f12',
  service: 'payments',
  start: Date.parse('2026-11-17T14:02:00Z'),
  end: Date.parse('2026-11-17T14:31:00Z'),
  concernScore: 86,
  confidenceScore: 97,
  title: 'payments fails 38 % of calls',
  description: 'payments fails 38 % of calls, expected 0.05 %; 2 anomalies in all',
  anomalyCount: 2,
  annotator,
  revision: 4,
  feedback: { words: [], count: 0, needsReview: false },
};

export const anomaly: Anomaly = {
  id: 'a0e1b2c3-d4e5-5f60-8718-29304a5b6c7d',
  seriesId: '9e107d9d372bb6826bd81d3542a419d6',
  entityId: problem.entityId,
  problemId: problem.id,
  service: 'payments',
  indicator: 'error_ratio',
  start: problem.start,
  end: problem.end,
  pattern: 'mean-shift',
  direction: 'up',
  confidenceScore: 97,
  description: 'payments fails 38 % of calls, expected 0.05 %',
  peak: { time: problem.start, value: 0.38, expected: 0.003 },
  annotator,
  symptom: { concernScore: 86 },
  revision: 3,
};

export const listed: ListedProblem = { ...problem, environment: 'prod', owner: 'team-pay' };

export const listing: ProblemListing = {
  items: [listed],
  total: 1,
  open: 0,
  closed: 1,
  more: false,
  storm: null,
  services: [],
  affected: 1,
  watched: 4,
  watchedMore: false,
  newestSample: NOW - 8000,
  environments: ['prod'],
  owners: { 'team-pay': 1 },
};

export const service: ListedService = {
  id: problem.entityId,
  kind: 'service',
  environment: 'prod',
  namespace: 'shop',
  name: 'payments',
  method: null,
  route: null,
  firstSeen: NOW - 15 * 24 * 3600_000,
  owner: 'team-pay',
  problem: null,
  problems: 0,
  rating: { score: 66.4, low: 62, high: 69, band: 'C' },
  requestRate: 51.2,
  lastSample: NOW - 8000,
};

export const serviceListing: ServiceListing = {
  items: [service],
  total: 1,
  quiet: 1,
  watched: 4,
  more: false,
  environments: ['prod'],
};

export const info: Info = {
  version: '0.1.0',
  contract: '1.0',
  capabilities: ['problems', 'forecasts', 'ratings', 'feedback', 'post-mortems'],
  openScore: 0.5,
};

/** What the service answers, as far as pages read it. `answers.test.ts` holds it against the contract. */

export interface Person {
  name: string;
}

export type Word =
  | 'confirmed'
  | 'expected'
  | 'false-alarm'
  | 'new-normal'
  | 'wrong-season'
  | 'missed'
  | 'wrong-grouping'
  | 'wrong-owner';

export interface Feedback {
  id: string;
  word: Word;
  comment?: string;
  person: Person;
  time: number;
  withdrawn: boolean;
}

export interface FeedbackSaved {
  feedback: Feedback;
  message: string;
}

export interface FeedbackSummary {
  words: Feedback[];
  count: number;
  needsReview: boolean;
}

export interface Annotator {
  name: string;
  version: string;
  type: string;
}

export interface Problem {
  id: string;
  entityId: string;
  service: string;
  start: number;
  end: number | null;
  concernScore: number;
  confidenceScore: number;
  title: string;
  description: string;
  anomalyCount: number;
  annotator: Annotator;
  revision: number;
  feedback: FeedbackSummary;
}

export interface Anomaly {
  id: string;
  seriesId: string;
  entityId: string;
  problemId: string;
  service: string;
  indicator: string;
  start: number;
  end: number | null;
  pattern: string;
  direction: 'up' | 'down';
  confidenceScore: number;
  description: string;
  peak: { time: number; value: number | null; expected: number | null };
  annotator: Annotator;
  symptom: { concernScore: number };
  revision: number;
}

export interface ProblemDetail {
  problem: Problem;
  anomalies: Anomaly[];
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Entity {
  id: string;
  kind: string;
  environment: string;
  namespace: string;
  name: string;
  method: string | null;
  route: string | null;
  firstSeen: number;
}

export interface Series {
  id: string;
  entity: Omit<Entity, 'firstSeen'>;
  indicator: string;
  kind: 'count' | 'ratio' | 'latency' | 'gauge';
  unit: string;
  step: number;
  firstStep: number;
}

export interface Objective {
  side: 'above' | 'below';
  value: number;
  chance: number;
  chanceText: string;
  from: number | null;
  to: number | null;
}

export interface ForecastSummary {
  id: string;
  series: Series;
  horizon: '24h' | '14d';
  status: 'made' | 'withheld';
  reason: string | null;
  issued: number;
  to: number;
  annotator: Annotator | null;
  objectives: Objective[];
  record: { forecasts: number; held: number; steps: number; inside95: number; sentence: string };
  last: number | null;
  last95: number[];
}

export interface RatingLine {
  what: string;
  lost: number;
  left: number;
  sentence: string;
}

export interface Rating {
  entityId: string;
  service: string;
  environment: string;
  rubric: string;
  score: number;
  low: number;
  high: number;
  band: string | null;
  confidence: number;
  lines: RatingLine[];
  notApplicable: Array<{ facet: string; reason: string }>;
  raise: { facet: string; points: number } | null;
  votes: { count: number; average: number | null };
}

export interface PostMortemRow {
  id: string;
  title: string;
  state: string;
}

export interface Info {
  version: string;
  contract: string;
  capabilities: string[];
  openScore: number;
}

/** The data source's own lists: searched, sorted and paged on the server. */
export interface ListedProblem extends Problem {
  environment: string;
  owner: string;
}

export interface ProblemListing {
  items: ListedProblem[];
  total: number;
  open: number;
  closed: number;
  more: boolean;
  storm: { services: number; since: number } | null;
  services: string[];
  affected: number;
  watched: number;
  watchedMore: boolean;
  newestSample: number | null;
  environments: string[];
  owners: Record<string, number>;
}

export interface ListedService extends Entity {
  owner: string;
  problem: Problem | null;
  problems: number;
  rating: { score: number; low: number; high: number; band: string | null } | null;
  requestRate: number | null;
  lastSample: number | null;
}

export interface ServiceListing {
  items: ListedService[];
  total: number;
  quiet: number;
  watched: number;
  more: boolean;
  environments: string[];
}

import type { Entity } from '../core/series.ts';
import type { Millis } from '../core/time.ts';

/** How the samples left the ordinary (IETF NMOP `ietf-relevant-state`, identities of `pattern`). */
export const PATTERNS = ['drop', 'spike', 'mean-shift', 'seasonality-shift', 'trend', 'other'] as const;
export type Pattern = (typeof PATTERNS)[number];

/** Where an anomaly or problem stands in its life (NMOP `network-anomaly-stage`). */
export const STAGES = [
  'problem-forecasted',
  'problem-potential',
  'problem-confirmed',
  'discarded',
  'analyzed',
  'adjusted',
] as const;
export type Stage = (typeof STAGES)[number];

/** What an anomaly means (NMOP symptom: action, reason, trigger, plane). */
export interface Symptom {
  readonly id: string;
  /** For example `Drop`, `Delay`, `Missing`. */
  readonly action: string;
  readonly reason: string;
  readonly trigger: string;
  readonly plane: 'forwarding' | 'control' | 'management';
  /** 0..100: how much the service is degraded. */
  readonly concernScore: number;
}

/** Who says so. */
export interface Annotator {
  readonly name: string;
  readonly version: string;
  readonly type: 'human' | 'algorithm';
}

/** A stretch of anomalous verdicts on one series. */
export interface Anomaly {
  /** UUIDv5 of (tenant, series id, first step). */
  readonly id: string;
  readonly tenant: string;
  readonly seriesId: string;
  readonly entityId: string;
  readonly problemId: string;
  /** `service.name` of the entity, to filter by. */
  readonly service: string;
  readonly indicator: string;
  /** Start of the first anomalous step. */
  readonly start: Millis;
  /** End of the last anomalous step; absent while it is open. */
  readonly end?: Millis | undefined;
  readonly stage: Stage;
  readonly pattern: Pattern;
  readonly direction: 'up' | 'down';
  /** 0..100: how sure. */
  readonly confidenceScore: number;
  /** One sentence a person understands, with numbers and units. */
  readonly description: string;
  /** The most anomalous step: its time, value and what was expected of it. */
  readonly peak: { readonly time: Millis; readonly value: number; readonly expected: number; readonly score: number };
  readonly annotator: Annotator;
  readonly symptom: Symptom;
  /** Counts up with each change. */
  readonly revision: number;
}

/** An anomaly before it is known to which problem it belongs. */
export type UngroupedAnomaly = Omit<Anomaly, 'problemId'>;

/** A revision of an anomaly, as the stage that makes them tells it to the one that groups them. */
export interface ToldAnomaly {
  readonly anomaly: UngroupedAnomaly;
  /** What its series is about. */
  readonly entity: Entity;
  /** End of the step that changed it. */
  readonly at: Millis;
  /** The clock that closed that step. */
  readonly clock: 'live' | 'history';
}

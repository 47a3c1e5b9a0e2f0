import type { Millis } from '../core/time.ts';
import type { Annotator, Stage } from './anomaly.ts';

/**
 * A relevant state (NMOP `relevant-state`): the anomalies of one service or device that belong together. At most one
 * is open per entity; it is created once, updated in place, closed.
 */
export interface Problem {
  /** UUIDv5 of (tenant, entity id, first step). */
  readonly id: string;
  readonly tenant: string;
  /** The service (or device, node, interface) that it is about. */
  readonly entityId: string;
  readonly service: string;
  readonly start: Millis;
  /** Absent while any of its anomalies is open. */
  readonly end?: Millis | undefined;
  readonly stage: Stage;
  readonly confidenceScore: number;
  readonly concernScore: number;
  readonly description: string;
  /** Ids of its anomalies, in the order of their start. */
  readonly anomalyIds: readonly string[];
  readonly annotator: Annotator;
  readonly revision: number;
}

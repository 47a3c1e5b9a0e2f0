import { WeirError } from '../core/errors.ts';
import type { StageState } from '../core/state.ts';
import { MINUTE } from '../core/time.ts';
import type { Millis } from '../core/time.ts';
import type { ToldAnomaly } from './anomaly.ts';
import { Grouping } from './grouping.ts';
import type { Grouped } from './grouping.ts';

const VERSION = 1;
/** A partition of which nothing was heard for so long holds nobody up. Owners speak with every tick. */
const SILENT_AFTER: Millis = 2 * MINUTE;

/** What one partition tells: how far each clock has come (null: to the end of all there is) and what has changed. */
export interface PartitionReport {
  readonly partition: number;
  /** Of the entry that it comes from; what is not newer than the newest of its partition has been taken already. */
  readonly offset: number;
  readonly live?: Millis | null | undefined;
  readonly history?: Millis | null | undefined;
  readonly told: readonly ToldAnomaly[];
}

interface PartitionState {
  offset: number;
  /** When it last spoke, by the clock of the log that carries the reports. */
  heard: Millis;
  reach: Partial<Record<Clock, Millis | null>>;
}
const CLOCKS = ['live', 'history'] as const;
type Clock = (typeof CLOCKS)[number];

/** JSON-safe. */
interface Header {
  readonly partitions: readonly (readonly [number, PartitionState])[];
  readonly waiting: readonly ToldAnomaly[];
  readonly grouping: StageState['header'];
  readonly groupingVersion: number;
}

/**
 * Groups the anomalies of all partitions of one tenant, in event time: what was told waits until every partition has
 * come as far. A partition that has been silent too long is not waited for; what it tells later is taken when it comes.
 * A function of the reports in their order and the times at which they were appended. Pure.
 */
export class TenantAggregator {
  private readonly grouping: Grouping;
  private readonly partitions: Map<number, PartitionState>;
  private waiting: ToldAnomaly[];

  constructor(
    grouping: Grouping = new Grouping(),
    partitions: Map<number, PartitionState> = new Map(),
    waiting: readonly ToldAnomaly[] = []
  ) {
    this.grouping = grouping;
    this.partitions = partitions;
    this.waiting = [...waiting];
  }

  /** Takes a report that was appended at `now`; what can be said now. */
  take(report: PartitionReport, now: Millis): Grouped {
    const known = this.partitions.get(report.partition);
    if (known !== undefined && report.offset <= known.offset) {
      // Another owner says it again; that it speaks is news.
      known.heard = Math.max(known.heard, now);
      return { anomalies: [], problems: [] };
    }
    const state = known ?? { offset: -1, heard: now, reach: {} };
    if (known === undefined) this.partitions.set(report.partition, state);
    state.offset = report.offset;
    state.heard = Math.max(state.heard, now);
    for (const clock of CLOCKS) {
      const reach = report[clock];
      if (reach !== undefined) state.reach[clock] = reach;
    }
    this.waiting.push(...report.told);
    return this.release(now);
  }

  /** Anomalies that wait for partitions to come as far. */
  get held(): number {
    return this.waiting.length;
  }

  snapshot(): StageState {
    const { version, header } = this.grouping.snapshot();
    const saved: Header = {
      partitions: [...this.partitions],
      waiting: this.waiting,
      grouping: header,
      groupingVersion: version,
    };
    return { version: VERSION, header: structuredClone(saved), columns: {} };
  }

  static restore(state: StageState): TenantAggregator {
    if (state.version !== VERSION) {
      throw new WeirError('invalid_argument', 'The snapshot of the aggregator has another version.', [
        { path: 'version', expected: String(VERSION), found: String(state.version) },
      ]);
    }
    const { partitions, waiting, grouping, groupingVersion } = structuredClone(state.header) as Header;
    return new TenantAggregator(
      Grouping.restore({ version: groupingVersion, header: grouping, columns: {} }),
      new Map(partitions.map(([partition, saved]) => [partition, saved])),
      waiting
    );
  }

  private release(now: Millis): Grouped {
    if (this.waiting.length === 0) return { anomalies: [], problems: [] };
    const reach = { live: this.reach('live', now), history: this.reach('history', now) };
    const due = this.waiting.filter(({ at, clock }) => at <= reach[clock]);
    if (due.length === 0) return { anomalies: [], problems: [] };
    this.waiting = this.waiting.filter(({ at, clock }) => at > reach[clock]);
    return this.grouping.group(due);
  }

  /** How far a clock has come in every partition that speaks and has one. */
  private reach(clock: Clock, now: Millis): Millis {
    let least = Number.POSITIVE_INFINITY;
    for (const { heard, reach } of this.partitions.values()) {
      if (now - heard <= SILENT_AFTER) least = Math.min(least, reach[clock] ?? Number.POSITIVE_INFINITY);
    }
    return least;
  }
}

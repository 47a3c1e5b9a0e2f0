import type { Grouped } from '../aggregate/grouping.ts';
import { TenantAggregator } from '../aggregate/tenant-aggregator.ts';
import { WeirError } from '../core/errors.ts';
import type { StageState } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { AnomalyMessage } from './anomaly-message.ts';

const VERSION = 1;

/** A message about anomalies where it stands in its topic. */
export interface PlacedMessage {
  readonly offset: number;
  /** When the broker took it. */
  readonly appended: Millis;
  readonly message: AnomalyMessage;
}

/** What a message led to, with the place of the message. */
export interface PlacedGroups {
  readonly offset: number;
  readonly grouped: Grouped;
}

/** JSON-safe, as it stands in the object store. */
export interface AggregatorSnapshot {
  readonly version: number;
  /** The next message to take. */
  readonly offset: number;
  readonly tenants: readonly (readonly [string, { readonly version: number; readonly header: StageState['header'] }])[];
}

/** The tenants of one partition of the topic of anomalies. A function of its messages. Pure. */
export class AggregatorPartition {
  readonly #tenants: Map<string, TenantAggregator>;
  #next: number;

  private constructor(tenants: Map<string, TenantAggregator>, next: number) {
    this.#tenants = tenants;
    this.#next = next;
  }

  /** As a snapshot left it, or new, beginning at `from`. Throws `WeirError` when the snapshot is of another version. */
  static open(snapshot: AggregatorSnapshot | undefined, from: number): AggregatorPartition {
    if (snapshot === undefined) return new AggregatorPartition(new Map(), from);
    if (snapshot.version !== VERSION) {
      throw new WeirError('unavailable', 'The snapshot of the aggregator was written by another version of Weir.', [
        { path: 'version', expected: String(VERSION), found: String(snapshot.version) },
      ]);
    }
    const tenants = snapshot.tenants.map(
      ([name, state]) => [name, TenantAggregator.restore({ ...state, columns: {} })] as const
    );
    return new AggregatorPartition(new Map(tenants), snapshot.offset);
  }

  /** The next message to take. */
  get next(): number {
    return this.#next;
  }

  /** Anomalies that wait until all partitions have come as far. */
  get held(): number {
    return [...this.#tenants.values()].reduce((sum, tenant) => sum + tenant.held, 0);
  }

  /** Takes messages in their order; what each of them led to, without those that led to nothing. */
  take(messages: readonly PlacedMessage[]): PlacedGroups[] {
    const groups: PlacedGroups[] = [];
    for (const { offset, appended, message } of messages) {
      if (offset < this.#next) continue;
      const grouped = this.#tenant(message.tenant).take(message, appended);
      this.#next = offset + 1;
      if (grouped.anomalies.length + grouped.problems.length > 0) groups.push({ offset, grouped });
    }
    return groups;
  }

  snapshot(): AggregatorSnapshot {
    const tenants = [...this.#tenants].map(([name, aggregator]) => {
      const { version, header } = aggregator.snapshot();
      return [name, { version, header }] as const;
    });
    return { version: VERSION, offset: this.#next, tenants };
  }

  #tenant(name: string): TenantAggregator {
    let tenant = this.#tenants.get(name);
    if (tenant === undefined) {
      tenant = new TenantAggregator();
      this.#tenants.set(name, tenant);
    }
    return tenant;
  }
}

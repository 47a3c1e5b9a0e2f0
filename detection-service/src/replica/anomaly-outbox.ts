import type { ToldAnomaly } from '../aggregate/anomaly.ts';
import type { Millis } from '../core/time.ts';
import type { LogEntry } from '../log/log.ts';
import type { AnomalySink } from '../pipeline.ts';
import type { Preprocess } from '../preprocess/preprocess.ts';
import type { Snapshot } from '../storage/ports.ts';
import { ANOMALY_MESSAGE_VERSION } from './anomaly-message.ts';
import type { AnomalyMessage } from './anomaly-message.ts';

/** What of pre-processing the outbox asks. */
type Clocks = Pick<Preprocess, 'tenants' | 'closedUpTo'>;

/**
 * Hands what a partition tells about anomalies to whoever sends it to the aggregator. A message goes out for an entry that
 * changed an anomaly or closed a step, and with each tick for every tenant, so that the aggregator knows that the
 * partition lives and how far it has come.
 */
export class AnomalyOutbox implements AnomalySink {
  readonly #partition: number;
  readonly #send: (message: AnomalyMessage) => void;
  readonly #step: Millis;
  readonly #sent = new Map<string, number>();
  #clocks: Clocks | undefined;

  /** `step` is that of request telemetry: a clock that has passed none of its ends is not worth a message. */
  constructor(partition: number, step: Millis, send: (message: AnomalyMessage) => void) {
    this.#partition = partition;
    this.#step = step;
    this.#send = send;
  }

  /** The pipeline needs its sink before pre-processing is there to be asked. */
  watch(clocks: Clocks): void {
    this.#clocks = clocks;
  }

  take(entry: LogEntry, told: readonly ToldAnomaly[]): void {
    if (this.#clocks === undefined) throw new Error('the outbox was not shown the clocks');
    const tenants = entry.kind === 'metrics' ? [entry.tenant] : this.#clocks.tenants();
    for (const tenant of tenants) {
      const own = told.filter(({ anomaly }) => anomaly.tenant === tenant);
      const reach = this.#clocks.closedUpTo(tenant);
      const passed = this.#passed(reach.live) + this.#passed(reach.history);
      if (own.length === 0 && entry.kind === 'metrics' && this.#sent.get(tenant) === passed) continue;
      this.#sent.set(tenant, passed);
      const { offset } = entry;
      this.#send({
        version: ANOMALY_MESSAGE_VERSION,
        ...{ tenant, partition: this.#partition, offset },
        ...reach,
        told: own,
      });
    }
  }

  /** What it remembers only saves messages. */
  snapshot(): Snapshot['stages'] {
    return {};
  }

  #passed(reach: Millis | null | undefined): number {
    return reach === null || reach === undefined ? 0 : Math.floor(reach / this.#step);
  }
}

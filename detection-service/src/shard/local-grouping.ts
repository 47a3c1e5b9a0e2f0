import { Grouping } from '../aggregate/grouping.ts';
import type { ToldAnomaly } from '../aggregate/anomaly.ts';
import type { LogEntry } from '../log/log.ts';
import type { AnomalySink } from '../pipeline.ts';
import type { AnomalyStore, Snapshot } from '../storage/ports.ts';

/** Groups anomalies where they are found: for the one process that has all partitions. */
export class LocalGrouping implements AnomalySink {
  readonly #grouping: Grouping;
  readonly #storage: AnomalyStore;

  /** `saved` are the stages of a snapshot; one that was written before grouping was a stage of its own holds it too. */
  constructor(storage: AnomalyStore, saved: Snapshot['stages'] | undefined) {
    const state = saved?.['group'] ?? saved?.['aggregate'];
    this.#grouping = state === undefined ? new Grouping() : Grouping.restore(state);
    this.#storage = storage;
  }

  take(_entry: LogEntry, told: readonly ToldAnomaly[]): void {
    if (told.length === 0) return;
    const { anomalies, problems } = this.#grouping.group(told);
    this.#storage.putAnomalies(anomalies);
    this.#storage.putProblems(problems);
  }

  snapshot(): Snapshot['stages'] {
    return { group: this.#grouping.snapshot() };
  }
}

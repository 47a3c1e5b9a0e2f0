import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import { WeirError } from '../../core/errors.ts';
import type { StepBlock } from '../../core/step-block.ts';
import type { Millis } from '../../core/time.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import type { Offset } from '../../log/log.ts';
import type { PartitionArchive, Shipment } from '../archive/partition-archive.ts';
import type { EmbeddedStorage } from '../embedded/embedded-storage.ts';
import type { MetadataReads } from '../mirror/mirror-reader.ts';
import type {
  AnomalyStore,
  CatalogueStore,
  ChangeStore,
  Page,
  Paged,
  SeriesFilter,
  SeriesResults,
  Snapshot,
  StepState,
  Storage,
  StoredSeries,
  WantedResults,
} from '../ports.ts';
import type { PostgresMetadata } from '../postgres/postgres-metadata.ts';

/** What a partition's store is put together from. Whoever made them closes them. */
export interface SharedParts {
  /** In the working directory of the partition. */
  readonly local: EmbeddedStorage;
  readonly archive: PartitionArchive;
  readonly metadata: PostgresMetadata;
  /** This replica's copy of the metadata. */
  readonly mirror: MetadataReads;
  /** Told, as a sentence, what nobody waits for and has failed. */
  readonly onReport?: ((sentence: string) => void) | undefined;
}

/**
 * The store of one partition that several replicas share: results, states and snapshots are in the working directory and
 * shipped from there; metadata go to PostgreSQL behind the caller's back and are read from the mirror, those of all
 * partitions. So what was put can be read a moment later, here as on every replica.
 */
export class SharedStorage implements Storage {
  readonly #parts: SharedParts;
  readonly #pending = new Set<Promise<void>>();

  constructor(parts: SharedParts) {
    this.#parts = parts;
  }

  /** Sends something on; what fails is told to the next who waits for everything. */
  #send(work: Promise<void>): void {
    this.#pending.add(work);
    work.then(
      () => this.#pending.delete(work),
      (error: unknown) => this.#parts.onReport?.(error instanceof Error ? error.message : String(error))
    );
  }

  /**
   * Resolves when everything that was put is durable in PostgreSQL, with its position there: a mirror that has come so
   * far knows it all. Waits as long as the server is away.
   */
  async flush(): Promise<number> {
    await Promise.all(this.#pending);
    return await this.#parts.metadata.flush();
  }

  /**
   * To be called right after `writeSnapshot(offset)`: ships what is stored now. Nobody sees it before everything that was
   * put before is durable, so what a snapshot says is stored is stored.
   */
  async ship(offset: Offset): Promise<Shipment> {
    const flushed = this.flush().then(() => undefined);
    return await this.#parts.archive.ship(offset, flushed);
  }

  addSeries(series: readonly StoredSeries[]): void {
    this.#parts.local.addSeries(series);
    this.#send(this.#parts.metadata.addSeries(series));
  }

  putAnomalies(anomalies: readonly Anomaly[]): void {
    this.#send(this.#parts.metadata.keep({ anomalies }));
  }

  putProblems(problems: readonly Problem[]): void {
    this.#send(this.#parts.metadata.keep({ problems }));
  }

  dropChanges(before: Millis): void {
    const { metadata } = this.#parts;
    this.#send(metadata.flush().then(() => metadata.dropChanges(before)));
  }

  series(tenant: string, filter: SeriesFilter, page: Page): Paged<StoredSeries> {
    const found = this.#parts.mirror.series(tenant, filter, page);
    return { ...found, rows: found.rows.map((one) => this.#own(one) ?? one) };
  }

  seriesById(tenant: string, id: string): StoredSeries | undefined {
    return this.#parts.local.seriesById(tenant, id) ?? this.#parts.mirror.seriesById(tenant, id);
  }

  /** Of this partition: ordinals of others mean nothing here. */
  seriesByOrdinal(ordinal: number): StoredSeries | undefined {
    return this.#parts.local.seriesByOrdinal(ordinal);
  }

  /** A series as this partition knows it, by its own ordinal. */
  #own({ identity, id }: StoredSeries): StoredSeries | undefined {
    return this.#parts.local.seriesById(identity.entity.tenant, id);
  }

  entities: CatalogueStore['entities'] = (...query) => this.#parts.mirror.entities(...query);
  entityById: CatalogueStore['entityById'] = (...query) => this.#parts.mirror.entityById(...query);
  anomalies: AnomalyStore['anomalies'] = (...query) => this.#parts.mirror.anomalies(...query);
  problems: AnomalyStore['problems'] = (...query) => this.#parts.mirror.problems(...query);
  anomaly: AnomalyStore['anomaly'] = (...query) => this.#parts.mirror.anomaly(...query);
  problem: AnomalyStore['problem'] = (...query) => this.#parts.mirror.problem(...query);
  changes: ChangeStore['changes'] = (...query) => this.#parts.mirror.changes(...query);
  changeBounds: ChangeStore['changeBounds'] = () => this.#parts.mirror.changeBounds();

  write(block: StepBlock, verdicts: VerdictBlock): void {
    this.#parts.local.write(block, verdicts);
  }

  async near(wanted: readonly WantedResults[]): Promise<void> {
    if (wanted.length === 0) return;
    const from = wanted.reduce((least, one) => Math.min(least, one.from), Infinity);
    const to = wanted.reduce((most, one) => Math.max(most, one.to), -Infinity);
    await this.#parts.archive.near(from, to);
  }

  /** Throws `not_found` for a series of another partition, whose owner is to be asked. */
  read(series: StoredSeries, from: Millis, to: Millis): SeriesResults {
    const own = this.#own(series);
    const { tenant } = series.identity.entity;
    if (own === undefined && this.#parts.mirror.seriesById(tenant, series.id) !== undefined) throw elsewhere(series);
    return this.#parts.local.read(own ?? series, from, to);
  }

  retain(before: Millis): number {
    return this.#parts.local.retain(before);
  }

  putStepStates(states: readonly StepState[]): void {
    this.#parts.local.putStepStates(states);
  }

  stepState(key: string, step: Millis, before: Offset): Uint8Array | undefined {
    return this.#parts.local.stepState(key, step, before);
  }

  dropStepStates(before: Millis): void {
    this.#parts.local.dropStepStates(before);
  }

  writeSnapshot(snapshot: Snapshot): void {
    this.#parts.local.writeSnapshot(snapshot);
  }

  latestSnapshot(): ReturnType<Storage['latestSnapshot']> {
    return this.#parts.local.latestSnapshot();
  }

  sync(): void {
    this.#parts.local.sync();
  }

  seal(): void {
    this.#parts.local.seal();
  }

  close(): void {
    this.#parts.local.close();
  }
}

function elsewhere({ id }: StoredSeries): WeirError {
  return new WeirError('not_found', `the results of series ${id} are in another partition: ask its owner`);
}

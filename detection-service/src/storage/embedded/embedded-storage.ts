import { join } from 'node:path';
import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import { WeirError } from '../../core/errors.ts';
import type { StepBlock } from '../../core/step-block.ts';
import type { Millis } from '../../core/time.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import type { Offset } from '../../log/log.ts';
import type {
  Change,
  EntityFilter,
  Page,
  Paged,
  SeriesFilter,
  SeriesResults,
  Snapshot,
  SpanFilter,
  StepState,
  Storage,
  StoredEntity,
  StoredSeries,
} from '../ports.ts';
import { Anomalies } from './anomalies.ts';
import { Catalogue } from './catalogue.ts';
import { Changes } from './changes.ts';
import { DamageLog } from '../damage.ts';
import type { Damage } from '../damage.ts';
import { Database } from './database.ts';
import type { Disk } from './disk.ts';
import { realDisk, unavailable } from './disk.ts';
import { ResultFiles } from './result-files.ts';
import { ResultReader } from './result-reader.ts';
import { ResultWriter } from './result-writer.ts';
import { Snapshots } from './snapshots.ts';
import { StepStates } from './step-states.ts';

export interface EmbeddedOptions {
  /** Opens beside the writer, in another thread or process, and sees what it writes; writing is a defect. */
  readonly readOnly?: boolean | undefined;
  /** Called once for each damage that is found. */
  readonly onDamage?: ((damage: Damage) => void) | undefined;
  /** The file system; tests use one that fails. SQLite's files are not behind it. */
  readonly disk?: Disk | undefined;
}

/**
 * Opens the store in `directory`, which is made when it is not there. Any number of read-only instances may be beside the
 * one writer, which needs a lock on the data directory around it first (`log/data-lock.ts`). Throws
 * `WeirError('unavailable')` when the disk refuses or a reader finds no store.
 */
export function openEmbeddedStorage(directory: string, options: EmbeddedOptions = {}): EmbeddedStorage {
  return new EmbeddedStorage(directory, options);
}

/** The store of one data directory: each port in a class of its own, put together. */
export class EmbeddedStorage implements Storage {
  readonly directory: string;
  readonly #db: Database;
  readonly #damage: DamageLog;
  readonly #catalogue: Catalogue;
  readonly #anomalies: Anomalies;
  readonly #changes: Changes;
  readonly #files: ResultFiles;
  readonly #reader: ResultReader;
  readonly #writer: ResultWriter | undefined;
  readonly #states: StepStates;
  readonly #snapshots: Snapshots;

  constructor(directory: string, { readOnly = false, onDamage, disk = realDisk }: EmbeddedOptions) {
    this.directory = directory;
    const [results, states, snapshots] = ['results', 'step-states', 'snapshots'].map((name) => join(directory, name));
    const folders = { results: results as string, states: states as string, snapshots: snapshots as string };
    this.#damage = new DamageLog(onDamage);
    if (!readOnly) makeFolders(disk, Object.values(folders));
    try {
      this.#db = new Database(directory, readOnly);
      this.#catalogue = new Catalogue(this.#db);
      this.#changes = new Changes(this.#db);
      this.#anomalies = new Anomalies(this.#db, this.#changes);
      this.#files = new ResultFiles(disk, folders.results, this.#damage);
      this.#writer = readOnly ? undefined : new ResultWriter(disk, this.#db, this.#files, this.#damage);
      this.#reader = new ResultReader(this.#db, this.#files, this.#damage);
      this.#states = new StepStates(disk, folders.states, this.#db, this.#damage);
      this.#snapshots = new Snapshots(disk, folders.snapshots, this.#damage);
      if (!readOnly) this.#snapshots.tidy();
    } catch (error) {
      throw unavailable(directory, error);
    }
  }

  /** Damage that was found since the store was opened. */
  get damage(): readonly Damage[] {
    return this.#damage.found;
  }

  addSeries(series: readonly StoredSeries[]): void {
    this.#writing();
    this.#catalogue.addSeries(series);
  }

  series(tenant: string, filter: SeriesFilter, page: Page): Paged<StoredSeries> {
    return this.#catalogue.series(tenant, filter, page);
  }

  seriesById(tenant: string, id: string): StoredSeries | undefined {
    return this.#catalogue.seriesById(tenant, id);
  }

  seriesByOrdinal(ordinal: number): StoredSeries | undefined {
    return this.#catalogue.seriesByOrdinal(ordinal);
  }

  entities(tenant: string, filter: EntityFilter, page: Page): Paged<StoredEntity> {
    return this.#catalogue.entities(tenant, filter, page);
  }

  entityById(tenant: string, id: string): StoredEntity | undefined {
    return this.#catalogue.entityById(tenant, id);
  }

  write(block: StepBlock, verdicts: VerdictBlock): void {
    this.#writing().write(block, verdicts);
  }

  /** Everything lies in the directory. */
  near(): Promise<void> {
    return Promise.resolve();
  }

  read(series: StoredSeries, from: Millis, to: Millis): SeriesResults {
    return this.#reader.read(series, from, to);
  }

  retain(before: Millis): number {
    return this.#writing().retain(before);
  }

  seal(): void {
    this.#writing().sealAll();
  }

  putAnomalies(anomalies: readonly Anomaly[]): void {
    this.#writing();
    this.#anomalies.putAnomalies(anomalies);
  }

  putProblems(problems: readonly Problem[]): void {
    this.#writing();
    this.#anomalies.putProblems(problems);
  }

  anomalies(tenant: string, filter: SpanFilter, page: Page): Paged<Anomaly> {
    return this.#anomalies.anomalies(tenant, filter, page);
  }

  problems(tenant: string, filter: SpanFilter, page: Page): Paged<Problem> {
    return this.#anomalies.problems(tenant, filter, page);
  }

  anomaly(tenant: string, id: string): Anomaly | undefined {
    return this.#anomalies.anomaly(tenant, id);
  }

  problem(tenant: string, id: string): Problem | undefined {
    return this.#anomalies.problem(tenant, id);
  }

  changes(tenant: string, after: number, limit: number): readonly Change[] {
    return this.#changes.changes(tenant, after, limit);
  }

  changeBounds(): ReturnType<Storage['changeBounds']> {
    return this.#changes.changeBounds();
  }

  dropChanges(before: Millis): void {
    this.#writing();
    this.#changes.dropChanges(before);
  }

  putStepStates(states: readonly StepState[]): void {
    this.#writing();
    this.#states.putStepStates(states);
  }

  stepState(key: string, step: Millis, before: Offset): Uint8Array | undefined {
    return this.#states.stepState(key, step, before);
  }

  dropStepStates(before: Millis): void {
    this.#writing();
    this.#states.dropStepStates(before);
  }

  /** A snapshot says that all results before its offset are kept, so they are made durable first. */
  writeSnapshot(snapshot: Snapshot): void {
    this.sync();
    this.#snapshots.writeSnapshot(snapshot);
  }

  latestSnapshot(): ReturnType<Storage['latestSnapshot']> {
    return this.#snapshots.latestSnapshot();
  }

  sync(): void {
    const sizes = [...this.#writing().sync(), ...this.#states.sync()];
    this.#db.durableTransaction(() => {
      for (const [file, bytes] of sizes) this.#db.setDurable(file, bytes);
    });
  }

  close(): void {
    try {
      if (this.#writer !== undefined) this.sync();
    } finally {
      this.#states.close();
      this.#files.close();
      this.#db.close();
    }
  }

  #writing(): ResultWriter {
    if (this.#writer !== undefined) return this.#writer;
    throw new WeirError('internal', 'this instance of the store was opened to read only');
  }
}

function makeFolders(disk: Disk, folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      disk.makeDirectory(folder);
    } catch (error) {
      throw unavailable(folder, error);
    }
  }
}

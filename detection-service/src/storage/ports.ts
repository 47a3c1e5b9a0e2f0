import type { Anomaly } from '../aggregate/anomaly.ts';
import type { Problem } from '../aggregate/problem.ts';
import type { Entity, SeriesIdentity } from '../core/series.ts';
import type { StageState } from '../core/state.ts';
import type { StepBlock } from '../core/step-block.ts';
import type { Millis } from '../core/time.ts';
import type { Offset } from '../log/log.ts';
import type { VerdictBlock } from '../core/verdict.ts';

/** A series as the store knows it. */
export interface StoredSeries {
  readonly ordinal: number;
  /** 32 hex digits. */
  readonly id: string;
  readonly entityId: string;
  readonly identity: SeriesIdentity;
  readonly firstStep: Millis;
}

export interface StoredEntity {
  readonly id: string;
  readonly entity: Entity;
  readonly firstSeen: Millis;
}

/** Results of one series over a span, in columns, one row a step, ascending; only steps that were judged. */
export interface SeriesResults {
  readonly time: Float64Array;
  readonly value: Float64Array;
  readonly status: Uint8Array;
  readonly score: Float32Array;
  readonly expected: Float32Array;
  readonly lower: Float32Array;
  readonly upper: Float32Array;
  readonly flags: Uint8Array;
  /** The newest revision of each step is what is read. */
  readonly revision: Uint32Array;
}

/** Which page: at most `limit` rows with a key after `after`, in the order of the key. */
export interface Page {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface Paged<T> {
  readonly rows: readonly T[];
  /** Key of the last row when there are more. */
  readonly next?: string | undefined;
}

/** Series and entities: written once, when they appear. */
export interface CatalogueStore {
  addSeries(series: readonly StoredSeries[]): void;
  series(tenant: string, filter: SeriesFilter, page: Page): Paged<StoredSeries>;
  seriesById(tenant: string, id: string): StoredSeries | undefined;
  /** For the pipeline, which speaks of series by their ordinals; quick when asked again. */
  seriesByOrdinal(ordinal: number): StoredSeries | undefined;
  entities(tenant: string, filter: EntityFilter, page: Page): Paged<StoredEntity>;
  entityById(tenant: string, id: string): StoredEntity | undefined;
}
export interface SeriesFilter {
  readonly entityId?: string | undefined;
  readonly service?: string | undefined;
  readonly indicator?: string | undefined;
}
export interface EntityFilter {
  readonly kind?: string | undefined;
  readonly service?: string | undefined;
}

/** Results of one series in `[from, to)` that somebody is about to read. */
export interface WantedResults {
  readonly series: StoredSeries;
  readonly from: Millis;
  readonly to: Millis;
}

/**
 * Values and verdicts as those see them who only read. They may lie elsewhere: whoever reads says first, once and of all
 * series, what will be read, and then reads within the next seconds.
 */
export interface ReadableResults {
  /**
   * Brings results to where `read` finds them. Rejects with `WeirError('unavailable')` that names what cannot be had now;
   * everything else that was wanted is near all the same.
   */
  near(wanted: readonly WantedResults[]): Promise<void>;
  /**
   * Steps of one series in `[from, to)`, which the caller may keep and change. Throws `WeirError('unavailable')` for what is
   * kept elsewhere and is not near: no step is left out in silence.
   */
  read(series: StoredSeries, from: Millis, to: Millis): SeriesResults;
}

/**
 * Values and verdicts by series and step. Writing the same (series, step, revision) again changes nothing: a restart
 * writes again what followed its snapshot.
 */
export interface ResultStore extends ReadableResults {
  /** Keeps one closed step with its verdicts. It is durable after the next `sync`. */
  write(block: StepBlock, verdicts: VerdictBlock): void;
  /** Drops results before `before`; returns how many bytes became free. */
  retain(before: Millis): number;
}

/** Anomalies and problems, newest revision each. */
export interface AnomalyStore {
  putAnomalies(anomalies: readonly Anomaly[]): void;
  putProblems(problems: readonly Problem[]): void;
  /** Ordered by start, newest first. */
  anomalies(tenant: string, filter: SpanFilter, page: Page): Paged<Anomaly>;
  problems(tenant: string, filter: SpanFilter, page: Page): Paged<Problem>;
  anomaly(tenant: string, id: string): Anomaly | undefined;
  problem(tenant: string, id: string): Problem | undefined;
}

/** A revision of an anomaly or a problem, in the order in which they were put. */
export type Change = {
  /** Greater than that of every earlier change of any tenant; never given twice. */
  readonly offset: number;
} & ({ readonly kind: 'anomaly'; readonly anomaly: Anomaly } | { readonly kind: 'problem'; readonly problem: Problem });

/**
 * What `putAnomalies` and `putProblems` changed, kept for a while for those who follow. A restart puts again what was put
 * before: a revision that is not newer than the one that is stored is no change.
 */
export interface ChangeStore {
  /** Changes of a tenant after an offset, the oldest first. */
  changes(tenant: string, after: number, limit: number): readonly Change[];
  /** Offset of the newest change of all tenants, 0 before the first one; and of the newest that was dropped. */
  changeBounds(): { readonly newest: number; readonly dropped: number };
  /** Drops changes that were put before a time of the wall clock. */
  dropChanges(before: Millis): void;
}

/** What overlaps `[from, to)`; `open` keeps only what has not ended. */
export interface SpanFilter {
  readonly from?: Millis | undefined;
  readonly to?: Millis | undefined;
  readonly open?: boolean | undefined;
  readonly entityId?: string | undefined;
  readonly seriesId?: string | undefined;
  readonly service?: string | undefined;
  readonly problemId?: string | undefined;
}

/** Mergeable state of one closed step of one entity. */
export interface StepState {
  /** Canonical identity of the entity. */
  readonly key: string;
  readonly step: Millis;
  /** Offset of the log entry that made this version. */
  readonly offset: Offset;
  readonly bytes: Uint8Array;
}

/**
 * Mergeable state of closed steps (distributions and counters of an entity), kept so that a late partial can revise
 * them. A step has a version per log entry that changed it, because a restart applies entries again: it must then
 * find the version of that place in the log, not one that already holds what it is about to merge.
 */
export interface StepStateStore {
  putStepStates(states: readonly StepState[]): void;
  /** The newest version made by an entry before `before`. */
  stepState(key: string, step: Millis, before: Offset): Uint8Array | undefined;
  /**
   * Drops steps before `before`, and versions that a newer one replaces before `offset` (a durable snapshot's). A store
   * may keep what stands in one file with steps that stay: steps up to six hours older, and replaced versions.
   */
  dropStepStates(before: Millis, offset: Offset): void;
}

/** What a snapshot holds: the state of every stage after the entry before `offset`. */
export interface Snapshot {
  /** The next entry to apply. */
  readonly offset: number;
  readonly stages: Readonly<Record<string, StageState>>;
}

/** Whole snapshots, each atomic: after a crash there is the new one or the one before, never half. */
export interface SnapshotStore {
  writeSnapshot(snapshot: Snapshot): void;
  /** The newest that is whole; damaged ones are passed over and reported. */
  latestSnapshot(): { readonly snapshot: Snapshot | undefined; readonly damaged: readonly string[] };
}

/** All ports of one data directory. */
export interface Storage extends CatalogueStore, ResultStore, AnomalyStore, ChangeStore, StepStateStore, SnapshotStore {
  /** Makes everything written so far durable. */
  sync(): void;
  /** Brings results into the form that is read best; for the end of a replay, otherwise it happens by itself. */
  seal(): void;
  close(): void;
}

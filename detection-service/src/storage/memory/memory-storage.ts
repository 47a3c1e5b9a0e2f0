import type { Anomaly } from '../../aggregate/anomaly.ts';
import type { Problem } from '../../aggregate/problem.ts';
import { WeirError } from '../../core/errors.ts';
import { entityId, ownerOf } from '../../core/series.ts';
import type { Entity } from '../../core/series.ts';
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
import { pageOf } from '../page-key.ts';
import { ChangeList } from './change-list.ts';
import { MemoryResults } from './memory-results.ts';
import { SpanTable } from './span-table.ts';

/** A store that lasts as long as the process: for tests, benchmarks and replays that nobody asks again. */
export class MemoryStorage implements Storage {
  readonly #series = new Map<string, StoredSeries>();
  readonly #byOrdinal = new Map<number, StoredSeries>();
  readonly #entities = new Map<string, StoredEntity>();
  readonly #results = new MemoryResults();
  readonly #anomalies = new SpanTable<Anomaly>();
  readonly #problems = new SpanTable<Problem>();
  readonly #changes = new ChangeList();
  readonly #states = new Map<string, StepState[]>();
  #snapshots: Snapshot[] = [];

  addSeries(series: readonly StoredSeries[]): void {
    for (const one of series) {
      const key = keyOf(one.identity.entity.tenant, one.id);
      const known = this.#series.get(key) ?? this.#byOrdinal.get(one.ordinal);
      if (known !== undefined && (known.id !== one.id || known.ordinal !== one.ordinal)) throw conflict(one, known);
      if (known !== undefined) continue;
      const kept = structuredClone(one);
      this.#series.set(key, kept);
      this.#byOrdinal.set(kept.ordinal, kept);
      const { entity } = kept.identity;
      const owner = ownerOf(entity);
      this.#addEntity(kept.entityId, entity, kept.firstStep);
      if (owner !== entity) this.#addEntity(entityId(owner), owner, kept.firstStep);
    }
  }

  #addEntity(id: string, entity: Entity, firstStep: Millis): void {
    const key = keyOf(entity.tenant, id);
    const firstSeen = Math.min(firstStep, this.#entities.get(key)?.firstSeen ?? Infinity);
    this.#entities.set(key, { id, entity, firstSeen });
  }

  series(tenant: string, filter: SeriesFilter, page: Page): Paged<StoredSeries> {
    const rows = [...this.#series.values()].filter(
      ({ entityId: about, identity: { entity, indicator } }) =>
        entity.tenant === tenant &&
        fits(filter.entityId, about) &&
        fits(filter.service, entity.name) &&
        fits(filter.indicator, indicator)
    );
    return pageById(rows, page);
  }

  seriesById(tenant: string, id: string): StoredSeries | undefined {
    return this.#series.get(keyOf(tenant, id));
  }

  seriesByOrdinal(ordinal: number): StoredSeries | undefined {
    return this.#byOrdinal.get(ordinal);
  }

  entities(tenant: string, filter: EntityFilter, page: Page): Paged<StoredEntity> {
    const rows = [...this.#entities.values()].filter(
      ({ entity }) => entity.tenant === tenant && fits(filter.kind, entity.kind) && fits(filter.service, entity.name)
    );
    return pageById(rows, page);
  }

  entityById(tenant: string, id: string): StoredEntity | undefined {
    return this.#entities.get(keyOf(tenant, id));
  }

  write(block: StepBlock, verdicts: VerdictBlock): void {
    this.#results.write(block, verdicts);
  }

  near(): Promise<void> {
    return Promise.resolve();
  }

  read(series: StoredSeries, from: Millis, to: Millis): SeriesResults {
    return this.#results.read(series.ordinal, from, to);
  }

  retain(before: Millis): number {
    return this.#results.retain(before);
  }

  putAnomalies(anomalies: readonly Anomaly[]): void {
    for (const anomaly of anomalies) {
      const known = this.#anomalies.get(anomaly.tenant, anomaly.id);
      if (known === undefined || known.revision < anomaly.revision) this.#changes.add({ kind: 'anomaly', anomaly });
      this.#anomalies.put([anomaly]);
    }
  }

  putProblems(problems: readonly Problem[]): void {
    for (const problem of problems) {
      const known = this.#problems.get(problem.tenant, problem.id);
      if (known === undefined || known.revision < problem.revision) this.#changes.add({ kind: 'problem', problem });
      this.#problems.put([problem]);
    }
  }

  anomalies(tenant: string, filter: SpanFilter, page: Page): Paged<Anomaly> {
    const { seriesId, problemId } = filter;
    return this.#anomalies.page(
      tenant,
      filter,
      page,
      (one) => fits(seriesId, one.seriesId) && fits(problemId, one.problemId)
    );
  }

  problems(tenant: string, filter: SpanFilter, page: Page): Paged<Problem> {
    const { seriesId, problemId } = filter;
    const ofSeries = new Set(
      [...this.#anomalies.rows(tenant)].filter((one) => one.seriesId === seriesId).map((one) => one.problemId)
    );
    return this.#problems.page(
      tenant,
      filter,
      page,
      ({ id }) => fits(problemId, id) && (seriesId === undefined || ofSeries.has(id))
    );
  }

  anomaly(tenant: string, id: string): Anomaly | undefined {
    return this.#anomalies.get(tenant, id);
  }

  problem(tenant: string, id: string): Problem | undefined {
    return this.#problems.get(tenant, id);
  }

  changes(tenant: string, after: number, limit: number): readonly Change[] {
    return this.#changes.after(tenant, after, limit);
  }

  changeBounds(): ReturnType<Storage['changeBounds']> {
    return this.#changes.bounds();
  }

  dropChanges(before: Millis): void {
    this.#changes.drop(before);
  }

  putStepStates(states: readonly StepState[]): void {
    for (const state of states) {
      const key = stateKey(state.key, state.step);
      const others = (this.#states.get(key) ?? []).filter(({ offset }) => offset !== state.offset);
      this.#states.set(key, [...others, { ...state, bytes: state.bytes.slice() }]);
    }
  }

  stepState(key: string, step: Millis, before: Offset): Uint8Array | undefined {
    const versions = (this.#states.get(stateKey(key, step)) ?? []).filter(({ offset }) => offset < before);
    return newest(versions)?.bytes.slice();
  }

  dropStepStates(before: Millis, offset: Offset): void {
    for (const [key, versions] of this.#states) {
      const settled = newest(versions.filter((version) => version.offset < offset));
      const kept = versions.filter((version) => version === settled || version.offset >= offset);
      if ((versions[0]?.step ?? 0) < before) this.#states.delete(key);
      else this.#states.set(key, kept);
    }
  }

  writeSnapshot(snapshot: Snapshot): void {
    const others = this.#snapshots.filter(({ offset }) => offset !== snapshot.offset);
    this.#snapshots = [...others, structuredClone(snapshot)].sort((a, b) => b.offset - a.offset).slice(0, 2);
  }

  latestSnapshot(): ReturnType<Storage['latestSnapshot']> {
    return { snapshot: structuredClone(this.#snapshots[0]), damaged: [] };
  }

  sync(): void {
    // Memory is as durable as it will ever be.
  }

  seal(): void {
    // There is one form only.
  }

  close(): void {
    // Nothing is held that others wait for.
  }
}

function fits<T>(wanted: T | undefined, found: T): boolean {
  return wanted === undefined || wanted === found;
}

function keyOf(tenant: string, id: string): string {
  return JSON.stringify([tenant, id]);
}

function stateKey(key: string, step: Millis): string {
  return `${String(step)}/${key}`;
}

function newest(versions: readonly StepState[]): StepState | undefined {
  return versions.reduce<StepState | undefined>(
    (best, one) => (best === undefined || one.offset > best.offset ? one : best),
    undefined
  );
}

function pageById<T extends { readonly id: string }>(rows: readonly T[], page: Page) {
  const after = rows.filter(({ id }) => id > (page.after ?? '')).sort((a, b) => (a.id < b.id ? -1 : 1));
  return pageOf(after.slice(0, page.limit + 1), page, ({ id }) => id);
}

function conflict(found: StoredSeries, known: StoredSeries): WeirError {
  return new WeirError(
    'conflict',
    `series ${found.id} is stored with another ordinal: the store and the snapshot do not belong together`,
    [{ path: 'ordinal', expected: `${String(known.ordinal)} for series ${known.id}`, found: String(found.ordinal) }]
  );
}

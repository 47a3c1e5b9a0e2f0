import type { AnomalyStore, CatalogueStore, ChangeStore } from '../ports.ts';
import { isDamage, MirrorTables } from './mirror-tables.ts';

/** What a mirror answers: everything about metadata that can be asked, and nothing that changes them. */
export interface MetadataReads
  extends
    Omit<CatalogueStore, 'addSeries'>,
    Omit<AnomalyStore, 'putAnomalies' | 'putProblems'>,
    Omit<ChangeStore, 'dropChanges'> {}

/** How often a reader looks whether its file was replaced, in milliseconds. */
const LOOK = 1_000;

/**
 * Reads the mirror of a directory without waiting: of all partitions and tenants, what has come from PostgreSQL so far.
 * Any number of readers may be beside the `MetadataMirror` that fills it, in other threads too.
 */
export class MirrorReader implements MetadataReads {
  readonly #directory: string;
  #open: MirrorTables | undefined;
  #looked = -Infinity;

  constructor(directory: string) {
    this.#directory = directory;
  }

  #ask<T>(question: (tables: MirrorTables) => T): T {
    const now = performance.now();
    if (now - this.#looked > LOOK) {
      this.#looked = now;
      if (this.#open?.isReplaced === true) this.close();
    }
    this.#open ??= new MirrorTables(this.#directory, true);
    try {
      return question(this.#open);
    } catch (error) {
      // The one that fills it makes a new one.
      if (isDamage(error)) this.close();
      throw error;
    }
  }

  /** Everything up to this position of PostgreSQL can be read. */
  get position(): number {
    return this.#ask((tables) => tables.position);
  }

  series: CatalogueStore['series'] = (...query) => this.#ask(({ catalogue }) => catalogue.series(...query));
  seriesById: CatalogueStore['seriesById'] = (...query) => this.#ask(({ catalogue }) => catalogue.seriesById(...query));
  seriesByOrdinal: CatalogueStore['seriesByOrdinal'] = (ordinal) =>
    this.#ask(({ catalogue }) => catalogue.seriesByOrdinal(ordinal));
  entities: CatalogueStore['entities'] = (...query) => this.#ask(({ catalogue }) => catalogue.entities(...query));
  entityById: CatalogueStore['entityById'] = (...query) => this.#ask(({ catalogue }) => catalogue.entityById(...query));
  anomalies: AnomalyStore['anomalies'] = (...query) => this.#ask(({ anomalies }) => anomalies.anomalies(...query));
  problems: AnomalyStore['problems'] = (...query) => this.#ask(({ anomalies }) => anomalies.problems(...query));
  anomaly: AnomalyStore['anomaly'] = (...query) => this.#ask(({ anomalies }) => anomalies.anomaly(...query));
  problem: AnomalyStore['problem'] = (...query) => this.#ask(({ anomalies }) => anomalies.problem(...query));
  changes: ChangeStore['changes'] = (...query) => this.#ask(({ changes }) => changes.changes(...query));
  changeBounds: ChangeStore['changeBounds'] = () => this.#ask(({ changes }) => changes.changeBounds());

  close(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.close();
  }
}

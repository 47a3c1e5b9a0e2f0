import { entityId, seriesId } from '../core/series.ts';
import type { SeriesIdentity } from '../core/series.ts';
import type { StateArray } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import type { StoredSeries } from '../storage/ports.ts';
import { grown, roomFor } from './grow.ts';

/** A series before its step length and version are known. */
export type BareSeries = Omit<SeriesIdentity, 'step' | 'version'>;

/** Stands for a step length where a series is shown by sums of requests or another histogram. */
export const NOT_A_NUMBER_SERIES = 255;
const WORDS = 4;
/** After so many changes of its step length a series keeps the one that it has. */
const MAX_VERSION = 16;

/**
 * Gives series their ordinals, and remembers which series of numbers are there. Identities are not kept: a series is
 * found by the 128 bits of its id (with step and version left out), and its full identity goes out once, in `added`.
 * A row is a series of numbers over all its versions.
 */
export class SeriesTable {
  /** The next ordinal. */
  ordinals = 0;
  /** Series that appeared since they were last handed over. */
  added: StoredSeries[] = [];
  private rows = 0;
  private slots: Uint32Array = new Uint32Array(64);
  private ids: Uint32Array = new Uint32Array(16 * WORDS);
  /** Current ordinal, index of the step length, version. */
  private ordinal: Uint32Array = new Uint32Array(16);
  private stepIndex: Uint8Array = new Uint8Array(16);
  private version: Uint8Array = new Uint8Array(16);
  /** Place in the lanes of the live and of the history clock: row + 1, 0 when there is none. */
  private places: Uint32Array = new Uint32Array(16 * 2);
  /** Newest step of the newest version that was closed, in either clock. */
  private lastStep: Float64Array = new Float64Array(16);

  /** Gives an ordinal to a series that is new and queues it for handing over. */
  create(bare: BareSeries, step: Millis, version: number, firstStep: Millis): number {
    const identity: SeriesIdentity = { ...bare, step, version };
    const ordinal = this.ordinals++;
    this.added.push({ ordinal, id: seriesId(identity), entityId: entityId(identity.entity), identity, firstStep });
    return ordinal;
  }

  /** Row of a series of numbers; `isNew` when it was not known and has been given a row (but no ordinal yet). */
  rowOf(bare: BareSeries, mayAdd: boolean): { readonly row: number; readonly isNew: boolean } {
    const id = seriesId({ ...bare, step: 0, version: 0 });
    const words = [0, 8, 16, 24].map((at) => Number.parseInt(id.slice(at, at + 8), 16));
    let at = this.slotOf(this.slots, words);
    const found = this.slots[at] as number;
    if (found !== 0) return { row: found - 1, isNew: false };
    if (!mayAdd) return { row: -1, isNew: true };
    const row = this.rows++;
    if (row >= this.ordinal.length) this.grow(roomFor(this.ordinal.length, row + 1));
    this.ids.set(words, row * WORDS);
    this.lastStep[row] = -1;
    if (this.rows * 5 > this.slots.length * 3) {
      const larger = new Uint32Array(this.slots.length * 2);
      for (let old = 0; old < row; old++)
        larger[this.slotOf(larger, this.ids.subarray(old * WORDS, (old + 1) * WORDS))] = old + 1;
      this.slots = larger;
      at = this.slotOf(larger, words);
    }
    this.slots[at] = row + 1;
    return { row, isNew: true };
  }

  ordinalOf(row: number): number {
    return this.ordinal[row] as number;
  }

  stepIndexOf(row: number): number {
    return this.stepIndex[row] as number;
  }

  /** Version of the newest step length; `canChange` is false once there were too many. */
  versionOf(row: number): number {
    return this.version[row] as number;
  }

  canChange(row: number): boolean {
    return (this.version[row] as number) < MAX_VERSION;
  }

  setVersion(row: number, ordinal: number, stepIndex: number, version: number): void {
    this.ordinal[row] = ordinal;
    this.stepIndex[row] = stepIndex;
    this.version[row] = version;
    this.lastStep[row] = -1;
  }

  /** Row in the lane of its step length in the clock of `mode`, or −1. */
  placeOf(row: number, mode: number): number {
    return (this.places[row * 2 + mode] as number) - 1;
  }

  setPlace(row: number, mode: number, place: number): void {
    this.places[row * 2 + mode] = place + 1;
  }

  /** Notes that a step of the newest version closes; false when a later or the same one has closed already, in the other clock. */
  closes(row: number, step: Millis): boolean {
    if (step <= (this.lastStep[row] as number)) return false;
    this.lastStep[row] = step;
    return true;
  }

  columns(): Record<string, StateArray> {
    const { rows } = this;
    return {
      slots: this.slots.slice(),
      ids: this.ids.slice(0, rows * WORDS),
      ordinal: this.ordinal.slice(0, rows),
      stepIndex: this.stepIndex.slice(0, rows),
      version: this.version.slice(0, rows),
      places: this.places.slice(0, rows * 2),
      lastStep: this.lastStep.slice(0, rows),
      ordinals: Uint32Array.of(this.ordinals),
    };
  }

  static restore(columns: Readonly<Record<string, StateArray>>): SeriesTable {
    const table = new SeriesTable();
    const rows = (columns['ordinal'] as Uint32Array).length;
    const room = Math.max(rows, 16);
    table.rows = rows;
    table.slots = (columns['slots'] as Uint32Array).slice();
    table.ids = grown(columns['ids'] as Uint32Array, room * WORDS);
    table.ordinal = grown(columns['ordinal'] as Uint32Array, room);
    table.stepIndex = grown(columns['stepIndex'] as Uint8Array, room);
    table.version = grown(columns['version'] as Uint8Array, room);
    table.places = grown(columns['places'] as Uint32Array, room * 2);
    table.lastStep = grown(columns['lastStep'] as Float64Array, room);
    table.ordinals = (columns['ordinals'] as Uint32Array)[0] as number;
    return table;
  }

  private slotOf(slots: Uint32Array, words: ArrayLike<number>): number {
    const mask = slots.length - 1;
    let at = (words[0] as number) & mask;
    for (;;) {
      const row = (slots[at] as number) - 1;
      if (row < 0 || [0, 1, 2, 3].every((w) => this.ids[row * WORDS + w] === words[w])) return at;
      at = (at + 1) & mask;
    }
  }

  private grow(capacity: number): void {
    this.ids = grown(this.ids, capacity * WORDS);
    this.ordinal = grown(this.ordinal, capacity);
    this.stepIndex = grown(this.stepIndex, capacity);
    this.version = grown(this.version, capacity);
    this.places = grown(this.places, capacity * 2);
    this.lastStep = grown(this.lastStep, capacity);
  }
}

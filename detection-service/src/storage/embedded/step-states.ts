import { join } from 'node:path';
import { HOUR, stepStart } from '../../core/time.ts';
import type { Millis } from '../../core/time.ts';
import type { Offset } from '../../log/log.ts';
import type { StepState, StepStateStore } from '../ports.ts';
import { AppendFile } from './append-file.ts';
import type { DamageLog } from '../damage.ts';
import type { Database } from './database.ts';
import type { Disk } from './disk.ts';
import { errorCode, unavailable } from './disk.ts';
import { DIGEST_WORDS, KeyDigests } from './key-digests.ts';
import { MAX_STATES, StateBatches } from './state-batches.ts';

/** The span of steps in one file: each is synced when it is closed, and a replay of weeks should not wait for it. */
const FILE_SPAN: Millis = 6 * HOUR;
/** Files that are open at a time: days of late steps. */
const MAX_OPEN = 16;
const ENDING = '.states';

/**
 * States of closed steps, a file for every six hours of steps. They are written by the thousand at each step and hardly ever
 * read, so they are appended as they come; what is dropped goes by whole files, and versions with them.
 */
export class StepStates implements StepStateStore {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #db: Database;
  readonly #damage: DamageLog;
  readonly #digests = new KeyDigests();
  /** By name, in the order of their last use. */
  readonly #files = new Map<string, StateBatches>();
  /** What was closed since the last `sync`, with its size; it is durable already. */
  readonly #closed = new Map<string, number>();

  constructor(disk: Disk, directory: string, db: Database, damage: DamageLog) {
    this.#disk = disk;
    this.#directory = directory;
    this.#db = db;
    this.#damage = damage;
  }

  putStepStates(states: readonly StepState[]): void {
    let start = 0;
    for (let i = 1; i <= states.length; i++) {
      const first = states[start] as StepState;
      const next = states[i];
      if (next?.step === first.step && next.offset === first.offset && i - start < MAX_STATES) continue;
      this.#file(nameOf(first.step), true)?.append(states.slice(start, i), this.#digests);
      start = i;
    }
  }

  stepState(key: string, step: Millis, before: Offset): Uint8Array | undefined {
    const file = this.#file(nameOf(step), false);
    if (file === undefined) return undefined;
    const place = this.#digests.place(key);
    const bytes = file.find(this.#digests.words.slice(place, place + DIGEST_WORDS), step, before);
    // A reader asks once in a while, and is not told what the writer drops.
    if (this.#db.readOnly) this.#retire(nameOf(step));
    return bytes;
  }

  dropStepStates(before: Millis): void {
    for (const name of this.#disk.list(this.#directory)) {
      if (!name.endsWith(ENDING) || Number.parseInt(name, 10) + FILE_SPAN > before) continue;
      this.#files.get(name)?.file.close();
      this.#files.delete(name);
      this.#closed.delete(name);
      this.#disk.remove(join(this.#directory, name));
      this.#db.setDurable(name, undefined);
    }
  }

  /** Makes what was appended durable; returns the files with their sizes. */
  sync(): ReadonlyMap<string, number> {
    const sizes = new Map(this.#closed);
    for (const [name, { file }] of this.#files) {
      if (!file.dirty) continue;
      file.sync();
      sizes.set(name, file.size);
    }
    try {
      if (sizes.size > 0) this.#disk.syncDirectory(this.#directory);
    } catch (error) {
      throw unavailable(this.#directory, error);
    }
    this.#closed.clear();
    return sizes;
  }

  close(): void {
    for (const { file } of this.#files.values()) file.close();
    this.#files.clear();
  }

  #file(name: string, make: boolean): StateBatches | undefined {
    let file = this.#files.get(name);
    if (file === undefined) {
      try {
        file = this.#open(name, make);
      } catch (error) {
        throw unavailable(join(this.#directory, name), error);
      }
      if (file === undefined) return undefined;
    }
    this.#files.delete(name);
    this.#files.set(name, file);
    const [oldest] = this.#files.keys();
    if (this.#files.size > MAX_OPEN && oldest !== undefined) this.#retire(oldest);
    return file;
  }

  #open(name: string, make: boolean): StateBatches | undefined {
    const path = join(this.#directory, name);
    let fd: number;
    try {
      fd = this.#disk.open(path, this.#db.readOnly ? 'read' : 'write');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      if (!make) return undefined;
      fd = this.#disk.open(path, 'create');
    }
    const file = new AppendFile(this.#disk, path, fd);
    if (!this.#db.readOnly) {
      const lost = file.repair(this.#closed.get(name) ?? this.#db.durable(name));
      if (lost > 0)
        this.#damage.report({ file: path, what: `its last ${String(lost)} bytes were lost and are left out` });
    }
    const batches = new StateBatches(file);
    batches.refresh();
    return batches;
  }

  #retire(name: string): void {
    const file = this.#files.get(name)?.file;
    if (file === undefined) return;
    if (file.dirty) {
      file.sync();
      this.#closed.set(name, file.size);
    }
    file.close();
    this.#files.delete(name);
  }
}

function nameOf(step: Millis): string {
  return `${String(stepStart(step, FILE_SPAN))}${ENDING}`;
}

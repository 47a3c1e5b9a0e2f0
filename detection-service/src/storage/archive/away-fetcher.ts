import { renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WeirError } from '../../core/errors.ts';
import { AwayBlocks } from '../embedded/away-blocks.ts';
import { Database } from '../embedded/database.ts';
import { eachLimited } from '../objects/each-limited.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Piece } from './manifest.ts';
import { bringPiece, DamagedObject } from './restore.ts';

interface Surroundings {
  readonly objects: ObjectStore;
  readonly directory: string;
  readonly piecesOf: (path: string) => readonly Piece[];
  readonly report: (sentence: string) => void;
}

/** Blocks at a time: for those who wait, and in the background. */
const WANTED_AT_ONCE = 8;
const REST_AT_ONCE = 2;
/** Waits between tries in the background, in milliseconds. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

/** Brings blocks of results that a restore has left in shared storage. */
export class AwayFetcher {
  readonly #surroundings: Surroundings;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #closed = new AbortController();
  #db: Database | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** See `PartitionArchive.near`. */
  async near(from: number, to: number): Promise<void> {
    const files = this.#blocks().overlapping(from, to);
    await eachLimited(files, WANTED_AT_ONCE, ({ file }) => this.#fetch(file));
  }

  /** See `PartitionArchive.fetchRest`. */
  async fetchRest(): Promise<void> {
    for (let wait = FIRST_WAIT; !this.#closed.signal.aborted; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      try {
        await eachLimited(this.#blocks().overlapping(-Infinity, Infinity), REST_AT_ONCE, async ({ file }) => {
          if (!this.#closed.signal.aborted) await this.#fetch(file);
        });
        return;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#surroundings.report(`older results are not here yet: ${reason}`);
        await pause(wait, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      }
    }
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled(this.#underWay.values());
    this.#db?.close();
    this.#db = undefined;
  }

  #blocks(): AwayBlocks {
    if (this.#db === undefined && this.#closed.signal.aborted) throw closed();
    this.#db ??= new Database(this.#surroundings.directory, false);
    return new AwayBlocks(this.#db);
  }

  /** One at a time of each block, whoever asks. */
  #fetch(file: string): Promise<void> {
    let fetching = this.#underWay.get(file);
    if (fetching === undefined) {
      fetching = this.#bring(file).finally(() => this.#underWay.delete(file));
      this.#underWay.set(file, fetching);
    }
    return fetching;
  }

  async #bring(file: string): Promise<void> {
    if (!this.#blocks().has(file)) return;
    const { objects, directory, piecesOf, report } = this.#surroundings;
    const folder = join(directory, 'fetching');
    await mkdir(folder, { recursive: true });
    const temporary = join(folder, file);
    try {
      let position = 0;
      for (const piece of piecesOf(`results/${file}`)) {
        await bringPiece(objects, piece, temporary, position);
        position += piece.bytes;
      }
      // Retention may have taken it from the list meanwhile.
      if (this.#blocks().has(file)) renameSync(temporary, join(directory, 'results', file));
    } catch (error) {
      if (!(error instanceof DamagedObject)) throw error;
      report(`${file} cannot be fetched (${error.message}): its results are lost`);
    } finally {
      await rm(temporary, { force: true });
    }
    this.#blocks().remove(file);
  }
}

function closed(): WeirError {
  return new WeirError('unavailable', 'this partition is not held here any more');
}

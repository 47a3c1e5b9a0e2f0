import { statfsSync } from 'node:fs';
import type { Millis } from '../core/time.ts';

/**
 * Room that telemetry may not take. What is accepted must also be judged, kept and put into a snapshot, which a disk
 * that is full to the last byte does not allow; and the disk of a small machine may be full because of others.
 */
const RESERVE = 96 * 1024 * 1024;
/** How long an answer of the file system is believed. */
const BELIEVED: Millis = 250;

/** Room on the disk of a directory, in bytes; undefined when the file system does not say. */
export type ReadRoom = (directory: string) => number | undefined;

/** Says when the disk of a directory is about to be full, while there is still room to finish what was accepted. */
export class DiskRoom {
  readonly #directory: string;
  readonly #now: () => Millis;
  readonly #read: ReadRoom;
  #lookedAt = -Infinity;
  #shortage: string | undefined;

  constructor(directory: string, now: () => Millis, read: ReadRoom = readRoom) {
    this.#directory = directory;
    this.#now = now;
    this.#read = read;
  }

  /** A sentence for a person when there is too little room; `lookAgain` believes no earlier answer. */
  shortage(lookAgain = false): string | undefined {
    const now = this.#now();
    if (!lookAgain && Math.abs(now - this.#lookedAt) < BELIEVED) return this.#shortage;
    this.#lookedAt = now;
    const room = this.#read(this.#directory);
    this.#shortage = room === undefined || room >= RESERVE ? undefined : this.#sentence(room);
    return this.#shortage;
  }

  #sentence(room: number): string {
    const mebibytes = (bytes: number): number => Math.floor(bytes / (1024 * 1024));
    return (
      `The disk of ${this.#directory} is nearly full (${mebibytes(room)} MiB are free, ${mebibytes(RESERVE)} MiB are kept ` +
      'for results of what was accepted): free some space or keep the log for a shorter time; telemetry is accepted ' +
      'again as soon as there is room.'
    );
  }
}

function readRoom(directory: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    // Not every file system tells; the log itself then says that it is full.
    return undefined;
  }
}

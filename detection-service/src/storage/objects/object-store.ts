import { WeirError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';

/** An object that a listing found. */
export interface ListedObject {
  readonly name: string;
  readonly bytes: number;
  /** When it was put, by the clock of the store: good to compare with other objects, not with the clock here. */
  readonly modified: Millis;
}

/** Which bytes of a file: `[from, to)`. */
export interface FilePart {
  readonly from: number;
  readonly to: number;
}

/** What went over: how many bytes, and their CRC-32. */
export interface Transfer {
  readonly bytes: number;
  readonly checksum: number;
}

/**
 * Named byte strings that all replicas see: a shared directory or an S3-compatible store. A put is atomic: whoever reads
 * gets the whole of the old or the whole of the new. Once it has resolved the object is durable and every reader sees it.
 * Everything that the store refuses is a `WeirError('unavailable')` that says where, what was tried and what was answered.
 */
export interface ObjectStore {
  /** Where it is, for messages; without secrets. */
  readonly place: string;
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Puts a part of a file, which must not change meanwhile. Throws `not_found` when the file ends before the part. */
  putFile(name: string, file: string, part: FilePart): Promise<Transfer>;
  /** `undefined` when it is not there. */
  get(name: string): Promise<Uint8Array | undefined>;
  /**
   * Writes an object into a file from `position` on; the file is made when it is not there, and not made durable. Others
   * may write at other places of it meanwhile.
   * `undefined` when there is no such object. After an error any part of it may be in the file.
   */
  getFile(name: string, file: string, position?: number): Promise<Transfer | undefined>;
  /** All objects below a folder (`a/b`, without a slash at its end; `''`: all), by name. */
  list(folder: string): Promise<readonly ListedObject[]>;
  /** Removes objects; one that is not there is as good. */
  delete(names: readonly string[]): Promise<void>;
  close(): void;
}

/** The longest name. S3 takes 1,024 bytes, of which the prefix of the configuration takes its part. */
export const MAX_NAME = 512;
const PART = /^[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,199}$/;

/**
 * Checks a name: parts of letters, digits and `. _ = -` between slashes, none beginning with a dot, and no object where
 * another name has a folder. Throws `invalid_argument`.
 */
export function checkObjectName(name: string): void {
  if (name.length <= MAX_NAME && name.split('/').every((part) => PART.test(part))) return;
  throw new WeirError('invalid_argument', 'an object cannot have this name', [
    {
      path: 'name',
      expected: `at most ${MAX_NAME} letters, digits and "._=-" in parts between slashes that do not begin with a dot`,
      found: name.slice(0, 200),
    },
  ]);
}

/** Checks the name of a folder, which may be empty. Throws `invalid_argument`. */
export function checkFolder(folder: string): void {
  if (folder !== '') checkObjectName(folder);
}

import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { WeirError } from '../../core/errors.ts';

/** Reading, what exists; `write`, what exists, for reading too; `create`, a new file or an emptied one. */
export type Access = 'read' | 'write' | 'create';

/**
 * The few things that the embedded store asks of a file system, without waiting turns: the shard worker that writes has
 * nothing else to do, and a read takes microseconds. Errors are Node's own. Tests put one that fails in its place.
 */
export interface Disk {
  makeDirectory(directory: string): void;
  list(directory: string): readonly string[];
  open(path: string, access: Access): number;
  close(fd: number): void;
  size(fd: number): number;
  /** Reads until `into` is full or the file ends; returns the bytes read. */
  read(fd: number, into: Uint8Array, position: number): number;
  /** Writes everything, or fails; after a failure any part of it may be in the file. */
  write(fd: number, bytes: Uint8Array, position: number): void;
  truncate(fd: number, size: number): void;
  /** The content and size of the file are durable when it returns. */
  sync(fd: number): void;
  /** Names that were made, changed or removed in the directory are durable when it returns. */
  syncDirectory(directory: string): void;
  rename(from: string, to: string): void;
  /** Removes a file; one that is not there is as good. */
  remove(path: string): void;
}

const FLAGS: Readonly<Record<Access, string>> = { read: 'r', write: 'r+', create: 'w+' };

/** Bytes in one call: a call cannot take more than 2 GiB. */
const MOST = 1 << 30;

/** The file system of this machine. */
export const realDisk: Disk = {
  makeDirectory: (directory) => void mkdirSync(directory, { recursive: true }),
  list: (directory) => readdirSync(directory).sort(),
  open: (path, access) => openSync(path, FLAGS[access]),
  close: closeSync,
  size: (fd) => fstatSync(fd).size,
  read(fd, into, position) {
    let done = 0;
    while (done < into.length) {
      const count = readSync(fd, into, done, Math.min(MOST, into.length - done), position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  },
  write(fd, bytes, position) {
    let done = 0;
    while (done < bytes.length) {
      done += writeSync(fd, bytes, done, Math.min(MOST, bytes.length - done), position + done);
    }
  },
  truncate: ftruncateSync,
  sync: fdatasyncSync,
  syncDirectory(directory) {
    const fd = openSync(directory, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
};

/** The code of an error of Node's file system or of SQLite, such as `ENOSPC` or `SQLITE_FULL`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What a caller is told when the disk refuses: what is wrong and what to do. Other errors stay as they are. */
export function unavailable(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const code = errorCode(error);
  if (error instanceof Error && (error instanceof WeirError || !/^(E|SQLITE)/.test(code) || code.startsWith('ERR_')))
    return error;
  const full = ['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(code);
  const sentence = full
    ? `the disk of ${path} is full: free some space or shorten the retention, then restart the service; what the log holds is written again`
    : `${path} could not be read or written (${reason}): check the disk and its permissions, then restart the service; what the log holds is written again`;
  return new WeirError('unavailable', sentence, [], { cause: error });
}

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { WeirError } from '../core/errors.ts';
import { errorCode } from './disk-errors.ts';

/** The lock on a data directory, held until it is released or the process ends, however it ends. */
export interface DataLock {
  release(): void;
}

/** Held connections: SQLite gives a lock up when the connection is garbage-collected. */
const held = new Set<Database.Database>();

/**
 * Takes the data directory for this process, so that two processes never write to it. The lock is one of the kernel's
 * on a file (`weir.lock`, taken by SQLite, since Node has no file locks of its own): it goes when the process goes, and
 * so is never stale, whatever happened to process ids, containers or the machine. A second file says who holds it.
 * @throws {WeirError} `conflict` when another process, or this one, holds it; `unavailable` when it cannot be taken
 */
export function lockDataDirectory(directory: string): DataLock {
  const ownerFile = join(directory, 'weir.lock.pid');
  let connection: Database.Database | undefined;
  try {
    mkdirSync(directory, { recursive: true });
    connection = new Database(join(directory, 'weir.lock'), { timeout: 0 });
    connection.pragma('journal_mode = MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
    writeFileSync(ownerFile, `${process.pid}\n`);
  } catch (error) {
    connection?.close();
    throw refusal(directory, ownerFile, error);
  }
  const owned = connection;
  held.add(owned);
  return {
    release() {
      if (!held.delete(owned)) return;
      rmSync(ownerFile, { force: true });
      owned.close();
    },
  };
}

function refusal(directory: string, ownerFile: string, cause: unknown): WeirError {
  if (errorCode(cause) === 'SQLITE_BUSY') {
    const message = `the data directory ${directory} is in use by ${ownerIn(ownerFile)}: stop it, or choose another directory`;
    return new WeirError('conflict', message, [], { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WeirError(
    'unavailable',
    `the data directory ${directory} cannot be locked (${reason}): it must be writable and on a disk with file locks`,
    [],
    { cause }
  );
}

function ownerIn(ownerFile: string): string {
  try {
    return `process ${readFileSync(ownerFile, 'utf8').trim()}`;
  } catch {
    return 'another process';
  }
}

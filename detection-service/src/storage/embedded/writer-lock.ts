import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { WeirError } from '../../core/errors.ts';
import { errorCode, unavailable } from './disk.ts';

/** Held as long as the writer lives; the operating system lets go of it when the process ends, however it ends. */
export interface WriterLock {
  release(): void;
}

/**
 * Lets one writer at a time have the directory, by SQLite's exclusive lock on a file of its own: that one works on
 * every system, across threads and processes, and is never left behind.
 */
export function lockForWriting(directory: string): WriterLock {
  const path = join(directory, 'writer.lock');
  let db: Sqlite.Database | undefined;
  try {
    db = new Sqlite(path, { timeout: 0 });
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (!errorCode(error).startsWith('SQLITE_BUSY')) throw unavailable(path, error);
    throw new WeirError(
      'conflict',
      `another process works on ${directory}: end it, or give this one a data directory of its own`
    );
  }
  const held = db;
  return { release: () => void held.close() };
}

import { join } from 'node:path';
import { WeirError } from '../../core/errors.ts';
import { SqliteFile } from '../sqlite-file.ts';
import { errorCode, unavailable } from './disk.ts';
import { MIGRATIONS } from './schema.ts';

/** The metadata in SQLite: one connection, of the writer or of a reader beside it. Errors come out as `WeirError`. */
export class Database extends SqliteFile {
  readonly readOnly: boolean;

  constructor(directory: string, readOnly: boolean, pragmas: readonly string[] = []) {
    super(join(directory, 'metadata.sqlite'), {
      migrations: MIGRATIONS,
      readOnly,
      // Commits are seen by the reader at once and survive the process; `sync` makes them survive the machine. Ids are
      // random: with a smaller cache, adding many series at once reads pages again and again.
      pragmas: ['journal_size_limit = 67108864', 'cache_size = -16384', ...pragmas],
      refused: (file, cause) => (readOnly && isMissing(cause) ? notThere(directory, cause) : unavailable(file, cause)),
    });
    this.readOnly = readOnly;
  }

  /** A transaction that is durable, with all before it, when it returns. */
  durableTransaction(work: () => void): void {
    this.pragma('synchronous = FULL');
    try {
      this.transaction(() => {
        work();
        // A transaction that changes nothing would not be synced.
        this.run("INSERT INTO meta VALUES ('syncs', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1", []);
      });
    } finally {
      this.pragma('synchronous = NORMAL');
    }
  }

  /** A whole number kept under a name; 0 when there is none yet. */
  counter(name: string): number {
    return this.get<{ value: number }>('SELECT value FROM meta WHERE name = ?', [name])?.value ?? 0;
  }

  setCounter(name: string, value: number): void {
    this.run('INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', [name, value]);
  }

  /** Bytes of a file that were made durable; 0 when nobody said. */
  durable(file: string): number {
    return this.get<{ bytes: number }>('SELECT bytes FROM durable WHERE file = ?', [file])?.bytes ?? 0;
  }

  /** Notes how many bytes of a file are durable; `undefined` forgets the file. */
  setDurable(file: string, bytes: number | undefined): void {
    if (bytes === undefined) this.run('DELETE FROM durable WHERE file = ?', [file]);
    else this.run('INSERT OR REPLACE INTO durable VALUES (?, ?)', [file, bytes]);
  }
}

function isMissing(cause: unknown): boolean {
  return errorCode(cause) === 'SQLITE_CANTOPEN';
}

function notThere(directory: string, cause: unknown): WeirError {
  return new WeirError(
    'unavailable',
    `there is no store in ${directory} that could be read: start the service on it once, which makes one`,
    [],
    { cause }
  );
}

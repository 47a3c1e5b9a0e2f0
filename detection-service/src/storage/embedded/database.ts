import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { WeirError } from '../../core/errors.ts';
import { errorCode, unavailable } from './disk.ts';
import { MIGRATIONS } from './schema.ts';

type Parameters = readonly (string | number | null)[];

/** The metadata in SQLite: one connection, of the writer or of a reader beside it. Errors come out as `WeirError`. */
export class Database {
  readonly path: string;
  readonly readOnly: boolean;
  readonly #db: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  constructor(directory: string, readOnly: boolean) {
    this.path = join(directory, 'metadata.sqlite');
    this.readOnly = readOnly;
    try {
      this.#db = new Sqlite(this.path, { readonly: readOnly, fileMustExist: readOnly, timeout: 10_000 });
    } catch (error) {
      throw readOnly ? notThere(directory, error) : unavailable(this.path, error);
    }
    try {
      if (!readOnly) this.#prepare();
      this.#checkVersion();
    } catch (error) {
      this.#db.close();
      throw unavailable(this.path, error);
    }
  }

  #prepare(): void {
    // Commits are seen by the reader at once and survive the process; `sync` makes them survive the machine.
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = NORMAL');
    this.#db.pragma('journal_size_limit = 67108864');
    // Ids are random: with less, adding many series at once reads pages again and again.
    this.#db.pragma('cache_size = -16384');
    const version = this.#db.pragma('user_version', { simple: true }) as number;
    for (let next = version; next < MIGRATIONS.length; next++) {
      this.#db.transaction(() => {
        this.#db.exec(MIGRATIONS[next] as string);
        this.#db.pragma(`user_version = ${String(next + 1)}`);
      })();
    }
  }

  #checkVersion(): void {
    const version = this.#db.pragma('user_version', { simple: true }) as number;
    if (version === MIGRATIONS.length) return;
    throw new WeirError(
      'unavailable',
      `${this.path} was made by another version of Weir: use that one, or a new directory`,
      [{ path: 'user_version', expected: String(MIGRATIONS.length), found: String(version) }]
    );
  }

  /** Rows of a query. Statements are prepared once for each text. */
  all<T>(sql: string, parameters: Parameters): T[] {
    return this.#guard(() => this.#statement(sql).all(parameters) as T[]);
  }

  get<T>(sql: string, parameters: Parameters): T | undefined {
    return this.#guard(() => this.#statement(sql).get(parameters) as T | undefined);
  }

  /** Runs a statement that changes something; returns how many rows it changed. */
  run(sql: string, parameters: Parameters): number {
    return this.#guard(() => this.#statement(sql).run(parameters).changes);
  }

  /** All or nothing. */
  transaction(work: () => void): void {
    this.#guard(() => {
      this.#db.transaction(work).immediate();
    });
  }

  /** A transaction that is durable, with all before it, when it returns. */
  durableTransaction(work: () => void): void {
    this.#guard(() => {
      this.#db.pragma('synchronous = FULL');
      try {
        this.#db
          .transaction(() => {
            work();
            // A transaction that changes nothing would not be synced.
            this.#db.exec("INSERT INTO meta VALUES ('syncs', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1");
          })
          .immediate();
      } finally {
        this.#db.pragma('synchronous = NORMAL');
      }
    });
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

  close(): void {
    this.#guard(() => this.#db.close());
  }

  #statement(sql: string): Sqlite.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw errorCode(error).startsWith('SQLITE') ? unavailable(this.path, error) : error;
    }
  }
}

function notThere(directory: string, cause: unknown): WeirError {
  return new WeirError(
    'unavailable',
    `there is no store in ${directory} that could be read: start the service on it once, which makes one`,
    [],
    { cause }
  );
}

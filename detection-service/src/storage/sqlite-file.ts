import Sqlite from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { WeirError } from '../core/errors.ts';

/** Values of the placeholders of a statement, in their order. */
export type SqliteParameters = readonly (string | number | Uint8Array | null)[];

/** How a file is opened. */
export interface SqliteFileOptions {
  /** One migration a version of the schema (`PRAGMA user_version`); append only. */
  readonly migrations: readonly string[];
  /** Beside the one that writes; the file must be there. */
  readonly readOnly?: boolean;
  /**
   * `FULL`: what was committed survives the machine. `NORMAL` (default): it survives the process, and the machine keeps
   * a consistent, possibly older state.
   */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** Further settings of the connection that writes: `cache_size = -16384`. */
  readonly pragmas?: readonly string[];
  /** What is thrown when the file cannot be opened, or SQLite refuses; by default what is wrong with which file. */
  readonly refused?: (file: string, cause: unknown) => Error;
}

/** Milliseconds that another process' transaction is waited for. */
const PATIENCE = 10_000;

/**
 * One SQLite file of one schema: a connection that writes, or one that reads beside it. Statements are prepared once for
 * each text. What SQLite refuses comes out as `WeirError` `unavailable` that names the file (see `refused`).
 */
export class SqliteFile {
  readonly file: string;
  readonly #refused: (file: string, cause: unknown) => Error;
  readonly #db: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  /** Opens the file, or makes it. Throws `WeirError` `unavailable` when it cannot, or is of another version of Weir. */
  constructor(file: string, options: SqliteFileOptions) {
    const { migrations, readOnly = false, synchronous = 'NORMAL', pragmas = [], refused = unavailable } = options;
    this.file = file;
    this.#refused = refused;
    try {
      if (!readOnly) mkdirSync(path.dirname(file), { recursive: true });
      this.#db = new Sqlite(file, { readonly: readOnly, fileMustExist: readOnly, timeout: PATIENCE });
    } catch (error) {
      throw refused(file, error);
    }
    try {
      this.#guard(() => {
        this.#checkVersion(migrations.length, readOnly);
        if (readOnly) return;
        for (const pragma of ['journal_mode = WAL', `synchronous = ${synchronous}`, ...pragmas]) this.pragma(pragma);
        this.#migrate(migrations);
      });
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  #version(): number {
    return this.#db.pragma('user_version', { simple: true }) as number;
  }

  #checkVersion(newest: number, readOnly: boolean): void {
    const version = this.#version();
    if (version === newest || (version < newest && !readOnly)) return;
    throw new WeirError(
      'unavailable',
      `${this.file} was made by another version of Weir: use that one, or a new directory.`,
      [{ path: 'user_version', expected: readOnly ? String(newest) : `at most ${newest}`, found: String(version) }]
    );
  }

  #migrate(migrations: readonly string[]): void {
    for (let next = this.#version(); next < migrations.length; next++) {
      this.#db.transaction(() => {
        this.#db.exec(migrations[next] as string);
        this.#db.pragma(`user_version = ${next + 1}`);
      })();
    }
  }

  /** Rows of a query. */
  all<T>(sql: string, parameters: SqliteParameters): T[] {
    return this.#guard(() => this.#statement(sql).all(parameters) as T[]);
  }

  /** The first row of a query. */
  get<T>(sql: string, parameters: SqliteParameters): T | undefined {
    return this.#guard(() => this.#statement(sql).get(parameters) as T | undefined);
  }

  /** Runs a statement that changes something; returns how many rows it changed. */
  run(sql: string, parameters: SqliteParameters): number {
    return this.#guard(() => this.#statement(sql).run(parameters).changes);
  }

  /** Runs a statement that adds a row; returns its row id. */
  insert(sql: string, parameters: SqliteParameters): number {
    return this.#guard(() => Number(this.#statement(sql).run(parameters).lastInsertRowid));
  }

  /** All or nothing. */
  transaction(work: () => void): void {
    this.#guard(() => {
      this.#db.transaction(work).immediate();
    });
  }

  /** Changes a setting of the connection. */
  pragma(setting: string): void {
    this.#guard(() => this.#db.pragma(setting));
  }

  /** The whole file as of now, with what any connection has committed; it can be written to disk and opened. */
  bytes(): Buffer {
    return this.#guard(() => this.#db.serialize());
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
      throw error instanceof Sqlite.SqliteError ? this.#refused(this.file, error) : error;
    }
  }
}

function unavailable(file: string, cause: unknown): WeirError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WeirError('unavailable', `${file} cannot be used: ${reason}`, [], { cause });
}

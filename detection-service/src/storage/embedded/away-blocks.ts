import type { Database } from './database.ts';

/** A block that is in shared storage only, and the time that it covers. */
export interface AwayBlock {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Blocks of the list of spans that a restore has left in shared storage: they are neither lost nor here. The list is in
 * the metadata, so that every instance knows, whichever thread it is in.
 */
export class AwayBlocks {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  has(file: string): boolean {
    return this.#db.get('SELECT 1 FROM away WHERE file = ?', [file]) !== undefined;
  }

  all(): ReadonlySet<string> {
    return new Set(this.#db.all<{ file: string }>('SELECT file FROM away', []).map(({ file }) => file));
  }

  /** Those that overlap `[from, to)`, newest first. */
  overlapping(from: number, to: number): AwayBlock[] {
    return this.#db.all<AwayBlock>(
      `SELECT file, start AS "from", start + length AS "to" FROM away JOIN span ON block_file = file
       WHERE start < ? AND start + length > ? ORDER BY start DESC`,
      [to, from]
    );
  }

  /** Says which are away, in place of what was said before. */
  replace(files: readonly string[]): void {
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM away', []);
      for (const file of files) this.#db.run('INSERT INTO away VALUES (?)', [file]);
    });
  }

  /** It is here now, or not wanted any more. */
  remove(file: string): void {
    this.#db.run('DELETE FROM away WHERE file = ?', [file]);
  }
}

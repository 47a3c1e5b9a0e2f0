import { basename, join } from 'node:path';
import { AppendFile } from './append-file.ts';
import { BlockReader } from './block-reader.ts';
import { DamagedFile } from '../damage.ts';
import type { DamageLog } from '../damage.ts';
import type { Disk } from './disk.ts';
import { errorCode } from './disk.ts';
import { OpenRows } from './open-rows.ts';
import type { Span } from './spans.ts';

/** Blocks that are open at a time; a file descriptor each. */
const MAX_BLOCKS = 256;

/** A file of the list is not there: the list was read before the writer replaced the file, or the file is lost. */
export class FileGone extends Error {
  readonly file: string;
  /** Its name in the list. */
  readonly listed: string;
  constructor(file: string) {
    super(`${file} is not there`);
    this.name = 'FileGone';
    this.file = file;
    this.listed = basename(file);
  }
}

/** The files of results, opened when they are needed and kept open within bounds. */
export class ResultFiles {
  readonly directory: string;
  readonly #disk: Disk;
  readonly #damage: DamageLog;
  readonly #open = new Map<string, OpenRows>();
  /** In the order of their last use; `undefined` for one that cannot be read. */
  readonly #blocks = new Map<string, BlockReader | undefined>();

  constructor(disk: Disk, directory: string, damage: DamageLog) {
    this.#disk = disk;
    this.directory = directory;
    this.#damage = damage;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Makes the file of an open span. */
  create(name: string): OpenRows {
    const path = this.path(name);
    const rows = new OpenRows(new AppendFile(this.#disk, path, this.#disk.open(path, 'create')));
    this.#open.set(name, rows);
    return rows;
  }

  /** Opens the file of an open span for writing and cuts what a crash tore; `durable` bytes were synced. */
  reopen(name: string, durable: number): OpenRows {
    const path = this.path(name);
    const file = new AppendFile(this.#disk, path, this.#openFile(path, 'write'));
    const lost = file.repair(durable);
    if (lost > 0)
      this.#damage.report({ file: path, what: `its last ${String(lost)} bytes were lost and are left out` });
    const rows = new OpenRows(file);
    rows.refresh();
    this.#open.set(name, rows);
    return rows;
  }

  /** Rows of an open span, with what was appended since. */
  openRows(name: string): OpenRows {
    let rows = this.#open.get(name);
    if (rows === undefined) {
      const path = this.path(name);
      rows = new OpenRows(new AppendFile(this.#disk, path, this.#openFile(path, 'read')));
      this.#open.set(name, rows);
    }
    rows.refresh();
    return rows;
  }

  /** A block; `undefined` when it is damaged, which is reported. */
  block(name: string): BlockReader | undefined {
    let block = this.#blocks.get(name);
    if (block === undefined && !this.#blocks.has(name)) block = this.#openBlock(name);
    this.#blocks.delete(name);
    this.#blocks.set(name, block);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > MAX_BLOCKS && oldest !== undefined) this.#closeBlock(oldest);
    return block;
  }

  #openBlock(name: string): BlockReader | undefined {
    try {
      return new BlockReader(this.#disk, this.path(name));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw new FileGone(this.path(name));
      if (!(error instanceof DamagedFile)) throw error;
      this.#damage.report(error);
      return undefined;
    }
  }

  #openFile(path: string, access: 'read' | 'write'): number {
    try {
      return this.#disk.open(path, access);
    } catch (error) {
      throw errorCode(error) === 'ENOENT' ? new FileGone(path) : error;
    }
  }

  /** Lets go of files that are not in the list any more, so that their room comes free. */
  keepOnly(spans: readonly Span[]): void {
    const names = new Set(spans.flatMap(({ openFile, blockFile }) => [openFile, blockFile]));
    for (const name of [...this.#open.keys()]) if (!names.has(name)) this.#closeOpen(name);
    for (const name of [...this.#blocks.keys()]) if (!names.has(name)) this.#closeBlock(name);
  }

  /** Closes a file and removes it. */
  remove(name: string): void {
    this.#closeOpen(name);
    this.#closeBlock(name);
    this.#disk.remove(this.path(name));
  }

  /** Closes a damaged block and keeps it, when it is there, for a person to look at. */
  setAside(name: string): void {
    this.#closeBlock(name);
    try {
      this.#disk.rename(this.path(name), `${this.path(name)}.damaged`);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }

  /** All that are open for writing or reading of open spans. */
  get allOpen(): ReadonlyMap<string, OpenRows> {
    return this.#open;
  }

  close(): void {
    this.keepOnly([]);
  }

  #closeOpen(name: string): void {
    this.#open.get(name)?.file.close();
    this.#open.delete(name);
  }

  #closeBlock(name: string): void {
    this.#blocks.get(name)?.close();
    this.#blocks.delete(name);
  }
}

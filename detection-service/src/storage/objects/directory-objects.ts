import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { WeirError } from '../../core/errors.ts';
import { DAY } from '../../core/time.ts';
import { eachLimited } from './each-limited.ts';
import { checkFolder, checkObjectName } from './object-store.ts';
import type { FilePart, ListedObject, ObjectStore, Transfer } from './object-store.ts';
import { TO_FILL } from './to-fill.ts';

/** How names of files begin that are being written; no object's does. */
const TEMPORARY = '.tmp-';
/** What a crash left of a file that was being written goes when it is this old. */
const ABANDONED = DAY;
const CHUNK = 1 << 20;
/** Calls under way at a time; Node has four threads for them. */
const AT_ONCE = 8;
/** How often a folder is made that another replica removes, because it was empty, before the file is in it. */
const TRIES = 5;

/**
 * Objects as files of a directory that all replicas have mounted. A file is written beside, made durable and renamed, and
 * its name is made durable, so that a put is whole or not there. The directory itself is never made: where a share is not
 * mounted it is not there, which is an error and not an empty store.
 */
export class DirectoryObjects implements ObjectStore {
  readonly place: string;
  readonly #root: string;

  constructor(root: string) {
    this.#root = path.resolve(root);
    this.place = `the directory ${this.#root}`;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    await this.#place(name, (file) => file.writeFile(bytes));
  }

  async putFile(name: string, file: string, part: FilePart): Promise<Transfer> {
    return await this.#place(name, async (to) => {
      const from = await open(file, 'r');
      try {
        const sent = await copy(from, part.from, part.to - part.from, to, 0);
        if (sent.bytes < part.to - part.from) throw endsEarly(file, part, sent.bytes);
        return sent;
      } finally {
        await from.close();
      }
    });
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const file = this.#fileOf(name);
    return await this.#found(`reading ${name}`, () => readFile(file));
  }

  async getFile(name: string, file: string, position = 0): Promise<Transfer | undefined> {
    const from = await this.#found(`reading ${name}`, () => open(this.#fileOf(name), 'r'));
    if (from === undefined) return undefined;
    try {
      return await this.#trying(`copying ${name} to ${file}`, async () => {
        const to = await open(file, TO_FILL);
        try {
          return await copy(from, 0, Infinity, to, position);
        } finally {
          await to.close();
        }
      });
    } finally {
      await from.close();
    }
  }

  async list(folder: string): Promise<readonly ListedObject[]> {
    checkFolder(folder);
    const found: ListedObject[] = [];
    await this.#trying(`listing ${folder}/`, async () => {
      await stat(this.#root);
      await this.#walk(folder, found);
    });
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #walk(folder: string, found: ListedObject[]): Promise<void> {
    const entries = await ifThere(readdir(path.join(this.#root, folder), { withFileTypes: true }));
    await eachLimited(entries ?? [], AT_ONCE, async (entry) => {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await this.#walk(name, found);
      else if (entry.name.startsWith(TEMPORARY)) await this.#removeAbandoned(entry);
      else await this.#note(name, found);
    });
  }

  async #note(name: string, found: ListedObject[]): Promise<void> {
    const stats = await ifThere(stat(path.join(this.#root, name)));
    if (stats !== undefined) found.push({ name, bytes: stats.size, modified: stats.mtimeMs });
  }

  async #removeAbandoned(entry: Dirent): Promise<void> {
    const file = path.join(entry.parentPath, entry.name);
    const stats = await ifThere(stat(file));
    if (stats !== undefined && Date.now() - stats.mtimeMs > ABANDONED) await rm(file, { force: true });
  }

  async delete(names: readonly string[]): Promise<void> {
    const files = names.map((name) => this.#fileOf(name));
    await this.#trying(`removing ${names.length === 1 ? String(names[0]) : `${names.length} objects`}`, async () => {
      await eachLimited(files, AT_ONCE, (file) => rm(file, { force: true }));
      for (const folder of new Set(files.map((file) => path.dirname(file)))) await this.#removeEmpty(folder);
    });
  }

  /** Removes a folder and those above it, as long as they are empty. */
  async #removeEmpty(folder: string): Promise<void> {
    for (let at = folder; at.startsWith(this.#root + path.sep); at = path.dirname(at)) {
      try {
        await rmdir(at);
      } catch {
        return;
      }
    }
  }

  close(): void {
    // Nothing is held open.
  }

  #fileOf(name: string): string {
    checkObjectName(name);
    return path.join(this.#root, name);
  }

  async #place<T>(name: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = this.#fileOf(name);
    return await this.#trying(`writing ${name}`, async () => {
      const temporary = path.join(path.dirname(file), `${TEMPORARY}${randomUUID()}`);
      try {
        const handle = await this.#openNew(temporary);
        let written: T;
        try {
          written = await write(handle);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, file);
        await syncFolder(path.dirname(file));
        return written;
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw error;
      }
    });
  }

  async #openNew(file: string): Promise<FileHandle> {
    for (let left = TRIES; ; left--) {
      try {
        return await open(file, 'wx');
      } catch (error) {
        if (codeOf(error) !== 'ENOENT' || left === 0) throw error;
        await stat(this.#root);
        await makeFolder(path.dirname(file));
      }
    }
  }

  async #found<T>(tried: string, work: () => Promise<T>): Promise<T | undefined> {
    return await this.#trying(tried, async () => {
      const found = await ifThere(work());
      if (found === undefined) await stat(this.#root);
      return found;
    });
  }

  async #trying<T>(tried: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof WeirError || codeOf(error) === '') throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new WeirError(
        'unavailable',
        `${this.place} (storage.objects.directory): ${tried} failed: ${reason}: check that it is mounted, has room and may be written to`,
        [],
        { cause: error }
      );
    }
  }
}

/** Makes a folder, and those above it, and makes their names durable. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let at = folder; at.length >= first.length; at = path.dirname(at)) await syncFolder(path.dirname(at));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function copy(
  from: FileHandle,
  start: number,
  length: number,
  to: FileHandle,
  position: number
): Promise<Transfer> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let bytes = 0;
  let checksum = 0;
  while (bytes < length) {
    const wanted = Math.min(CHUNK, length - bytes);
    const { bytesRead } = await from.read(chunk, 0, wanted, start + bytes);
    if (bytesRead === 0) break;
    checksum = crc32(chunk.subarray(0, bytesRead), checksum);
    for (let done = 0; done < bytesRead;) {
      const { bytesWritten } = await to.write(chunk, done, bytesRead - done, position + bytes + done);
      done += bytesWritten;
    }
    bytes += bytesRead;
  }
  return { bytes, checksum };
}

async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    // The last: where the name of an object would be there is a folder of others.
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function endsEarly(file: string, part: FilePart, bytes: number): WeirError {
  return new WeirError('not_found', `${file} ends before the part that was to be stored`, [
    { path: 'part', expected: `${part.to - part.from} bytes from ${part.from} on`, found: `${bytes} bytes` },
  ]);
}

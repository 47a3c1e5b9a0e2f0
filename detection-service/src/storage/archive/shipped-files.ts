import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FilePart } from '../objects/object-store.ts';
import type { ArchivedFile, Piece } from './manifest.ts';
import type { PicturedFile } from './picture.ts';

/** Bytes at the end of what was shipped that must still be the same in front of a new tail. */
const SEAM = 4_096;
/** A file with so many pieces is put anew as a whole: a restore asks for each piece. */
const MAX_PIECES = 16;

/** What is in shared storage of a file, and what its last bytes were. */
interface Shipped {
  readonly pieces: readonly Piece[];
  readonly bytes: number;
  readonly seam?: number;
}

const GROWING = /\.(open|states)$/;

/** What is still to be put of a file. */
export interface Rest {
  /** The pieces that stay. */
  readonly kept: readonly Piece[];
  readonly part: FilePart;
}

/** What this writer knows to be in shared storage, by path in the working directory. */
export class ShippedFiles {
  readonly #files = new Map<string, Shipped>();

  /** Takes over what a manifest names and a restore has brought into the directory, or left away. */
  async adopt(files: readonly ArchivedFile[], directory: string): Promise<void> {
    for (const { path, pieces } of files.filter(isRemembered)) {
      const bytes = totalOf(pieces);
      const seam = GROWING.test(path) ? { seam: await seamOf(join(directory, path), bytes) } : {};
      this.#files.set(path, { pieces, bytes, ...seam });
    }
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** The pieces of a file that does not change and is there. */
  pieces(path: string): readonly Piece[] {
    return this.#files.get(path)?.pieces ?? [];
  }

  /**
   * What is to be put of a file; `undefined` when all of it is there. The file may be another one under the same name, or
   * have been cut and grown again: then what is in front of the tail differs.
   */
  async rest({ path, source, bytes, grows }: PicturedFile): Promise<Rest | undefined> {
    const whole = { kept: [], part: { from: 0, to: bytes } };
    const known = this.#files.get(path);
    if (known === undefined) return whole;
    if (!grows) return undefined;
    const isSame = known.bytes <= bytes && known.seam === (await seamOf(source, known.bytes));
    if (!isSame || (known.bytes < bytes && known.pieces.length >= MAX_PIECES)) return whole;
    return known.bytes === bytes ? undefined : { kept: known.pieces, part: { from: known.bytes, to: bytes } };
  }

  /** Notes that a file is there, up to the end of these pieces. */
  async note(file: PicturedFile, pieces: readonly Piece[]): Promise<void> {
    const { path, source, grows } = file;
    if (!isRemembered(file)) return;
    const bytes = totalOf(pieces);
    const seam = grows ? { seam: await seamOf(source, bytes) } : {};
    this.#files.set(path, { pieces, bytes, ...seam });
  }

  /** Forgets all files but these. */
  keep(paths: ReadonlySet<string>): void {
    for (const path of [...this.#files.keys()]) if (!paths.has(path)) this.#files.delete(path);
  }

  /** Forgets files of which objects are missing: they are put anew. */
  forgetMissing(isThere: (object: string) => boolean): void {
    for (const [path, { pieces }] of [...this.#files]) {
      if (!pieces.every(({ object }) => isThere(object))) this.#files.delete(path);
    }
  }
}

/** A snapshot may be written again under the same name, and the metadata are new each time. */
function isRemembered({ path }: { readonly path: string }): boolean {
  return path.startsWith('results/') || path.startsWith('step-states/');
}

function totalOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The checksum of the last bytes before `end`; of another file when it is shorter than that. */
async function seamOf(file: string, end: number): Promise<number> {
  const bytes = Buffer.alloc(Math.min(SEAM, end));
  const handle = await open(file, 'r');
  try {
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, end - bytes.length);
    return bytesRead === bytes.length ? crc32(bytes) : -1;
  } finally {
    await handle.close();
  }
}

import { copyFileSync, linkSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AwayBlocks } from '../embedded/away-blocks.ts';
import { Database } from '../embedded/database.ts';
import { errorCode } from '../embedded/disk.ts';
import { Spans } from '../embedded/spans.ts';

/** A file as it was when the picture was taken: its first `bytes` bytes. */
export interface PicturedFile {
  /** In the working directory. */
  readonly path: string;
  /** Where its bytes stay until the picture is thrown away; when nobody wanted them, where they are for now. */
  readonly source: string;
  /** It is in shared storage only. */
  readonly away: boolean;
  readonly bytes: number;
  /** It will have more bytes in the next picture, after the same ones. */
  readonly grows: boolean;
  /** A block: the time that it covers. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
}

/** What a working directory held at one moment. */
export interface Picture {
  readonly offset: number;
  readonly metadata: Buffer;
  readonly files: readonly PicturedFile[];
}

/**
 * Takes a picture of the directory of an `EmbeddedStorage` into `folder`, in milliseconds: the metadata as bytes, the
 * files as further names, so that what is removed or replaced afterwards is still there. To be called before anything
 * else is written after `writeSnapshot`: all is durable then, and the metadata say how far. `wants` says of a file that
 * never changes whether its bytes are needed.
 */
export function takePicture(
  directory: string,
  folder: string,
  offset: number,
  wants: (path: string) => boolean
): Picture {
  mkdirSync(folder, { recursive: true });
  const db = new Database(directory, true);
  try {
    const files: PicturedFile[] = [];
    const add = (path: string, grows: boolean, most: number): void => {
      const source = join(folder, String(files.length));
      const bytes = linked(join(directory, path), source);
      const rest = { grows, away: false, span: undefined };
      if (bytes !== undefined) files.push({ path, source, bytes: Math.min(bytes, most), ...rest });
    };
    const away = new AwayBlocks(db).all();
    for (const { openFile, blockFile, blockBytes, start, length } of new Spans(db).all()) {
      if (blockFile !== null) {
        const path = `results/${blockFile}`;
        const isAway = away.has(blockFile);
        const kept = join(folder, String(files.length));
        const bytes = isAway || !wants(path) ? undefined : linked(join(directory, path), kept);
        const source = bytes === undefined ? join(directory, path) : kept;
        const span = { from: start, to: start + length };
        files.push({ path, source, bytes: bytes ?? blockBytes, grows: false, away: isAway, span });
      }
      if (openFile !== null) add(`results/${openFile}`, true, db.durable(openFile));
    }
    for (const { file, bytes } of stateFiles(db)) add(`step-states/${file}`, true, bytes);
    add(`snapshots/${String(offset)}.snapshot`, false, Infinity);
    return { offset, metadata: db.bytes(), files };
  } finally {
    db.close();
  }
}

function stateFiles(db: Database): { readonly file: string; readonly bytes: number }[] {
  return db.all("SELECT file, bytes FROM durable WHERE file LIKE '%.states' ORDER BY file", []);
}

/** Gives a file a further name and says its size; `undefined` when it is not there: the store reports that. */
function linked(file: string, target: string): number | undefined {
  try {
    link(file, target);
    return statSync(target).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function link(file: string, target: string): void {
  try {
    linkSync(file, target);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(errorCode(error))) throw error;
    copyFileSync(file, target);
  }
}

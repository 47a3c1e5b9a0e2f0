import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, zstdDecompress } from 'node:zlib';
import { WeirError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { AwayBlocks } from '../embedded/away-blocks.ts';
import { Database } from '../embedded/database.ts';
import { eachLimited } from '../objects/each-limited.ts';
import type { ListedObject, ObjectStore } from '../objects/object-store.ts';
import type { ArchivedFile, Manifest, Piece } from './manifest.ts';
import { missing } from './stored-manifests.ts';
import type { StoredManifests } from './stored-manifests.ts';

/** What a restore has brought. */
export interface Restored {
  /** Of the snapshot: the next entry of the log to apply. */
  readonly offset: number;
  /** Which was taken. */
  readonly manifest: string;
  readonly files: number;
  readonly bytes: number;
  /** Blocks that are still in shared storage only. */
  readonly away: number;
}

interface Request {
  readonly objects: ObjectStore;
  readonly partition: string;
  readonly directory: string;
  readonly recent: Millis;
  readonly manifests: StoredManifests;
  readonly report: (sentence: string) => void;
}

/** Objects that are fetched at a time. */
const AT_ONCE = 8;
const unpack = promisify(zstdDecompress);

/** An object that a manifest names is not there or not as it was; another manifest may still be whole. */
export class DamagedObject extends Error {}

/** Restores the newest manifest that is whole; see `PartitionArchive.restore`. */
export async function restorePartition(
  request: Request
): Promise<{ readonly restored: Restored; readonly manifest: Manifest } | undefined> {
  const { directory, partition, manifests, report } = request;
  if (((await readdir(directory).catch(() => undefined)) ?? []).length > 0) throw notEmpty(directory);
  const listed = await manifests.list();
  if (listed.length === 0) return undefined;
  const there = await manifests.objects();
  await manifests.check(listed, there);
  for (const { name, manifest } of await candidates(request, listed, there)) {
    try {
      const restored = await bring(request, name, manifest, there);
      return { restored, manifest };
    } catch (error) {
      await empty(directory);
      if (!(error instanceof DamagedObject)) throw error;
      report(`${name} in ${request.objects.place} cannot be restored (${error.message}): the one before is tried`);
    }
  }
  report(`none of the ${listed.length} manifests of ${partition} in ${request.objects.place} can be restored`);
  return undefined;
}

/** Whole manifests, newest first; after them those that lack only old results, which are better than nothing. */
async function candidates(
  { manifests, recent, report }: Request,
  listed: readonly ListedObject[],
  there: ReadonlyMap<string, ListedObject>
): Promise<{ readonly name: string; readonly manifest: Manifest }[]> {
  const whole: { name: string; manifest: Manifest }[] = [];
  const partly: { name: string; manifest: Manifest }[] = [];
  for (const { name } of listed) {
    const manifest = await manifests.read(name);
    if (typeof manifest === 'string') {
      report(`${manifest}: the one before is taken`);
      continue;
    }
    const lacking = missing(manifest, there);
    if (lacking.length === 0) {
      whole.push({ name, manifest });
      continue;
    }
    report(
      `${name} lacks ${lacking.length} of its objects, for example ${lacking[0]}: a whole one is taken if there is`
    );
    const { now } = division(manifest, recent);
    if (missing({ files: now }, there).length === 0) partly.push({ name, manifest });
  }
  return [...whole, ...partly];
}

/** What is needed at once, and blocks that can follow. */
function division({ files }: Manifest, recent: Millis): { now: ArchivedFile[]; later: ArchivedFile[] } {
  const newest = files.reduce((most, { to = -Infinity }) => Math.max(most, to), -Infinity);
  const isOld = ({ to }: ArchivedFile): boolean => to !== undefined && to <= newest - recent;
  return { now: files.filter((file) => !isOld(file)), later: files.filter(isOld) };
}

async function bring(
  { objects, directory, recent, report }: Request,
  name: string,
  manifest: Manifest,
  there: ReadonlyMap<string, ListedObject>
): Promise<Restored> {
  const { now, later } = division(manifest, recent);
  for (const folder of ['results', 'step-states', 'snapshots'])
    await mkdir(join(directory, folder), { recursive: true });
  await eachLimited(piecesOf(now, directory), AT_ONCE, async ({ piece, file, position }) => {
    await bringPiece(objects, piece, file, position);
  });
  for (const file of now.filter(({ packed }) => packed !== undefined)) await bringPacked(objects, file, directory);
  const lost = later.filter((file) => missing({ files: [file] }, there).length > 0);
  for (const { path } of lost) report(`${path} is missing in ${objects.place}: its results are lost`);
  const away = later.filter((file) => !lost.includes(file)).map(({ path }) => basename(path));
  const db = new Database(directory, false);
  try {
    new AwayBlocks(db).replace(away);
  } finally {
    db.close();
  }
  const bytes = now.reduce((sum, file) => sum + file.bytes, 0);
  return { offset: manifest.offset, manifest: name, files: now.length, bytes, away: away.length };
}

function* piecesOf(
  files: readonly ArchivedFile[],
  directory: string
): Generator<{
  readonly piece: Piece;
  readonly file: string;
  readonly position: number;
}> {
  for (const { path, pieces, packed } of files) {
    if (packed !== undefined) continue;
    let position = 0;
    for (const piece of pieces) {
      yield { piece, file: join(directory, path), position };
      position += piece.bytes;
    }
  }
}

/** Brings an object into a file and checks it. Throws `DamagedObject`. */
export async function bringPiece(objects: ObjectStore, piece: Piece, file: string, position: number): Promise<void> {
  const got = await objects.getFile(piece.object, file, position);
  if (got === undefined) throw new DamagedObject(`${piece.object} is not there`);
  if (got.bytes !== piece.bytes || got.checksum !== piece.checksum)
    throw new DamagedObject(`${piece.object} is damaged`);
}

async function bringPacked(objects: ObjectStore, file: ArchivedFile, directory: string): Promise<void> {
  const parts: Uint8Array[] = [];
  for (const { object, bytes, checksum } of file.pieces) {
    const part = await objects.get(object);
    if (part?.length !== bytes || crc32(part) !== checksum) throw new DamagedObject(`${object} is missing or damaged`);
    parts.push(part);
  }
  const content = await unpack(Buffer.concat(parts), { maxOutputLength: Math.max(1, file.bytes) }).catch(
    () => undefined
  );
  if (content?.length !== file.bytes) throw new DamagedObject(`${file.path} cannot be unpacked`);
  await writeFile(join(directory, file.path), content);
}

async function empty(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true, force: true });
}

function notEmpty(directory: string): WeirError {
  return new WeirError('conflict', `${directory} is not empty: a partition is restored into an empty directory only`);
}

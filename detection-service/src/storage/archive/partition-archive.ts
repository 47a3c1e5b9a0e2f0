import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { constants, crc32, zstdCompress } from 'node:zlib';
import { MINUTE } from '../../core/time.ts';
import type { Millis } from '../../core/time.ts';
import { eachLimited } from '../objects/each-limited.ts';
import { checkObjectName } from '../objects/object-store.ts';
import type { ListedObject, ObjectStore } from '../objects/object-store.ts';
import { AwayFetcher } from './away-fetcher.ts';
import { orphans, whatMayGo } from './housekeeping.ts';
import { encodeManifest, FORMAT, manifestName } from './manifest.ts';
import type { ArchivedFile, Manifest, Piece } from './manifest.ts';
import { takePicture } from './picture.ts';
import type { Picture, PicturedFile } from './picture.ts';
import { restorePartition } from './restore.ts';
import type { Restored } from './restore.ts';
import { ShippedFiles } from './shipped-files.ts';
import { StoredManifests } from './stored-manifests.ts';

export interface ArchiveOptions {
  readonly objects: ObjectStore;
  /** What names of this partition's objects begin with: `observations/3`. */
  readonly partition: string;
  /** The working directory of the partition's `EmbeddedStorage`. */
  readonly directory: string;
  /** The replica; letters, digits, `.`, `_`, `-`, other characters are replaced. */
  readonly writer: string;
  /** How much of the results, before the newest block, a restore waits for; default two hours. */
  readonly recent?: Millis | undefined;
  /** How long what was replaced stays; longer than a replica can be wrong about what it owns. Default ten minutes. */
  readonly grace?: Millis | undefined;
  /** Told, as a sentence, what an operator should know: what failed, what was found damaged. */
  readonly onReport?: ((sentence: string) => void) | undefined;
}

/** What became of a picture. */
export interface Shipment {
  readonly offset: number;
  /** `superseded`: the next one came before this one's turn. */
  readonly state: 'shipped' | 'failed' | 'superseded';
  readonly bytes: number;
  readonly objects: number;
  /** How long the caller was held up. */
  readonly pictureMillis: number;
  /** From the picture to the manifest. */
  readonly millis: number;
}

const GRACE = 10 * MINUTE;
const RECENT = 120 * MINUTE;
/** Files that are put at a time. */
const AT_ONCE = 4;
/** How often what nobody names is looked for. */
const SWEEP: Millis = 1_440 * MINUTE;
const pack = promisify(zstdCompress);
const PACKING = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

interface Waiting {
  readonly picture: Picture;
  readonly folder: string;
  readonly settled: Promise<void>;
  readonly taken: number;
  readonly pictureMillis: number;
  readonly resolve: (shipment: Shipment) => void;
}

/**
 * Ships the working directory of one partition to shared storage and restores it from there. Everything behind the log is
 * a function of the log, so two writers of one partition do no harm: each ships pictures of its own under names of its own,
 * and any whole one is right.
 */
export class PartitionArchive {
  readonly #options: ArchiveOptions;
  readonly #writer: string;
  readonly #manifests: StoredManifests;
  readonly #shipped = new ShippedFiles();
  readonly #away: AwayFetcher;
  #sequence = 0;
  #next: Waiting | undefined;
  #shipping: Promise<void> | undefined;
  #swept = -Infinity;

  constructor(options: ArchiveOptions) {
    checkObjectName(options.partition);
    this.#options = options;
    const name = options.writer.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 60);
    this.#writer = `${name}-${randomBytes(4).toString('hex')}`;
    this.#manifests = new StoredManifests(options.objects, options.partition);
    this.#away = new AwayFetcher({
      ...options,
      piecesOf: (path) => this.#shipped.pieces(path),
      report: (sentence) => this.#report(sentence),
    });
  }

  /**
   * Brings the newest whole picture into the working directory, which must be empty or not there; blocks that are older
   * than `recent` follow when they are asked for (`near`, `fetchRest`). `undefined`: there is none. Throws `unavailable`
   * when shared storage does not answer or a newer version of Weir has written there.
   */
  async restore(): Promise<Restored | undefined> {
    const { objects, partition, directory, recent = RECENT } = this.#options;
    const report = (sentence: string): void => this.#report(sentence);
    const found = await restorePartition({ objects, partition, directory, recent, report, manifests: this.#manifests });
    if (found === undefined) return undefined;
    await this.#shipped.adopt(found.manifest.files, directory);
    return found.restored;
  }

  /**
   * To be called right after `writeSnapshot(offset)`, before anything else is written. The picture is taken when it
   * returns; the promise tells what became of it and never rejects. What fails is tried again with the next picture.
   * Nobody can see it before `settled` has resolved: who goes on from it says nothing again that came before it. When that
   * rejects, the picture has failed.
   */
  ship(offset: number, settled: Promise<void> = Promise.resolve()): Promise<Shipment> {
    const { directory } = this.#options;
    const taken = performance.now();
    const folder = join(directory, 'shipping', String(++this.#sequence));
    const none = { offset, bytes: 0, objects: 0 };
    let picture: Picture;
    try {
      picture = takePicture(directory, folder, offset, (path) => !this.#shipped.has(path));
    } catch (error) {
      this.#report(`the state at offset ${offset} of ${this.#options.partition} was not shipped: ${sentenceOf(error)}`);
      const pictureMillis = performance.now() - taken;
      return Promise.resolve({ ...none, state: 'failed', pictureMillis, millis: pictureMillis });
    }
    const pictureMillis = performance.now() - taken;
    const { promise, resolve } = Promise.withResolvers<Shipment>();
    const replaced = this.#next;
    // It may reject long before its turn.
    settled.catch(() => undefined);
    this.#next = { picture, folder, settled, taken, pictureMillis, resolve };
    if (replaced !== undefined) {
      void rm(replaced.folder, { recursive: true, force: true });
      replaced.resolve({ ...none, offset: replaced.picture.offset, state: 'superseded', pictureMillis, millis: 0 });
    }
    this.#shipping ??= this.#shipAll();
    return promise;
  }

  async #shipAll(): Promise<void> {
    while (this.#next !== undefined) {
      const one = this.#next;
      this.#next = undefined;
      one.resolve(await this.#shipOne(one));
      await rm(one.folder, { recursive: true, force: true });
    }
    this.#shipping = undefined;
  }

  async #shipOne({ picture, settled, taken, pictureMillis }: Waiting): Promise<Shipment> {
    const { offset } = picture;
    const { partition } = this.#options;
    const put = { bytes: 0, objects: 0 };
    const outcome = (state: Shipment['state']): Shipment => ({
      ...{ offset, state, ...put, pictureMillis, millis: performance.now() - taken },
    });
    try {
      await this.#lookAround();
      const count = (bytes: number): void => {
        put.bytes += bytes;
        put.objects++;
      };
      const files = [await this.#putMetadata(picture, count)];
      await eachLimited(picture.files, AT_ONCE, async (file) => {
        if (file.away && !this.#shipped.has(file.path))
          this.#report(`${file.path} is lost: it was in shared storage only`);
        else files.push(await this.#putFile(file, count));
      });
      files.sort((a, b) => (a.path < b.path ? -1 : 1));
      await settled;
      const manifest: Manifest = { format: FORMAT, partition, offset, writer: this.#writer, files };
      const name = manifestName(partition, offset, this.#writer, ++this.#sequence);
      await this.#options.objects.put(name, encodeManifest(manifest));
      this.#manifests.note(name, manifest);
      this.#shipped.keep(new Set(files.map(({ path }) => path)));
    } catch (error) {
      this.#report(`the state at offset ${offset} of ${partition} was not shipped: ${sentenceOf(error)}`);
      return outcome('failed');
    }
    await this.#cleanUp();
    return outcome('shipped');
  }

  /**
   * Lists the manifests. When another writer is, or was, at work here, what this one took for stored may be gone: then it
   * looks which objects are there.
   */
  async #lookAround(): Promise<readonly ListedObject[]> {
    const listed = await this.#manifests.list();
    if (this.#manifests.differFrom(listed)) {
      const objects = await this.#manifests.objects();
      this.#shipped.forgetMissing((name) => objects.has(name));
      await this.#manifests.check(listed, objects);
    }
    return listed;
  }

  async #putMetadata({ metadata }: Picture, count: (bytes: number) => void): Promise<ArchivedFile> {
    const packed = await pack(metadata, PACKING);
    const object = this.#newName('metadata.sqlite.zst');
    await this.#options.objects.put(object, packed);
    count(packed.length);
    const pieces = [{ object, bytes: packed.length, checksum: crc32(packed) }];
    return { path: 'metadata.sqlite', bytes: metadata.length, packed: 'zstd', pieces };
  }

  async #putFile(file: PicturedFile, count: (bytes: number) => void): Promise<ArchivedFile> {
    const { path, source, bytes, span } = file;
    const rest = await this.#shipped.rest(file);
    let pieces: readonly Piece[] = this.#shipped.pieces(path);
    if (rest !== undefined) {
      const object = this.#newName(basename(path));
      const sent = await this.#options.objects.putFile(object, source, rest.part);
      count(sent.bytes);
      pieces = [...rest.kept, { object, ...sent }];
      await this.#shipped.note(file, pieces);
    }
    return { path, bytes, ...span, pieces: [...pieces] };
  }

  /** A name that no object had before, so that nothing is ever overwritten. */
  #newName(label: string): string {
    return `${this.#options.partition}/objects/${this.#writer}/${++this.#sequence}-${label}`;
  }

  /** What fails here is tried again after the next picture; nothing depends on it. */
  async #cleanUp(): Promise<void> {
    const { objects, partition, grace = GRACE } = this.#options;
    try {
      const listed = await this.#lookAround();
      const stored = await this.#manifests.all(listed);
      const go = whatMayGo(stored, grace);
      // Manifests first: what is left of them may then be missing.
      await this.#manifests.remove(go.manifests);
      const gone = new Set(go.objects);
      this.#shipped.forgetMissing((name) => !gone.has(name));
      await objects.delete(go.objects);
      if (performance.now() - this.#swept < SWEEP) return;
      await objects.delete(orphans([...(await this.#manifests.objects()).values()], stored));
      this.#swept = performance.now();
    } catch (error) {
      this.#report(`old objects of ${partition} stay for now: ${sentenceOf(error)}`);
    }
  }

  /** Resolves when all blocks of results that overlap `[from, to)` are here. Throws `unavailable`. */
  async near(from: Millis, to: Millis): Promise<void> {
    await this.#away.near(from, to);
  }

  /** Brings what a restore left away, the newest first, and waits for shared storage when it does not answer. */
  async fetchRest(): Promise<void> {
    await this.#away.fetchRest();
  }

  /** Ends what is under way: waits for a picture that is being shipped, does not begin another. */
  async close(): Promise<void> {
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) {
      const { offset } = next.picture;
      next.resolve({
        ...{ offset, bytes: 0, objects: 0, pictureMillis: next.pictureMillis },
        state: 'superseded',
        millis: 0,
      });
      await rm(next.folder, { recursive: true, force: true });
    }
    await this.#shipping;
    await this.#away.close();
  }

  #report(sentence: string): void {
    this.#options.onReport?.(sentence);
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { gunzipSync, gzipSync } from 'node:zlib';
import { WeirError } from '../core/errors.ts';
import type { AggregatorSnapshot } from './aggregator-partition.ts';

const FOLDER = 'aggregators';
/** So many stay: the one before is there when the newest cannot be read. */
const KEPT = 2;
/** Digits of an offset in a name, so that names are in the order of offsets. */
const DIGITS = 16;
const MAX_UNPACKED = 512 * 2 ** 20;

/** What is asked of an object store; `storage/objects/object-store.ts` is one. */
interface Objects {
  readonly place: string;
  put(name: string, bytes: Uint8Array): Promise<void>;
  get(name: string): Promise<Uint8Array | undefined>;
  /** By name. */
  list(folder: string): Promise<readonly { readonly name: string }[]>;
  delete(names: readonly string[]): Promise<void>;
}

/** Snapshots of aggregators in the object store, one object each. */
export class AggregatorSnapshots {
  readonly #objects: Objects;
  readonly #report: (sentence: string) => void;

  constructor(objects: Objects, report: (sentence: string) => void) {
    this.#objects = objects;
    this.#report = report;
  }

  /** Keeps a snapshot, and drops those that are not needed any more. The same offset is the same snapshot, whoever puts it. */
  async put(partition: number, snapshot: AggregatorSnapshot): Promise<void> {
    const packed = gzipSync(Buffer.from(JSON.stringify(snapshot), 'utf8'));
    const folder = folderOf(partition);
    await this.#objects.put(`${folder}/${String(snapshot.offset).padStart(DIGITS, '0')}`, packed);
    const names = (await this.#objects.list(folder)).map(({ name }) => name);
    await this.#objects.delete(names.slice(0, -KEPT));
  }

  /** The newest that can be read; what cannot is reported. `undefined` when there is none. */
  async newest(partition: number): Promise<AggregatorSnapshot | undefined> {
    const names = (await this.#objects.list(folderOf(partition))).map(({ name }) => name);
    for (const name of names.reverse()) {
      const packed = await this.#objects.get(name);
      if (packed === undefined) continue;
      try {
        const unpacked = gunzipSync(packed, { maxOutputLength: MAX_UNPACKED });
        return JSON.parse(unpacked.toString('utf8')) as AggregatorSnapshot;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.#report(`The snapshot ${name} of an aggregator in ${this.#objects.place} cannot be read: ${why}.`);
      }
    }
    if (names.length === 0) return undefined;
    throw new WeirError(
      'unavailable',
      `No snapshot of the aggregator ${partition} can be read: see what was reported.`
    );
  }
}

function folderOf(partition: number): string {
  return `${FOLDER}/${String(partition).padStart(4, '0')}`;
}

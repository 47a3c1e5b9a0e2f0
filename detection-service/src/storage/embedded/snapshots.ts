import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { StageState, StateArray } from '../../core/state.ts';
import type { Snapshot, SnapshotStore } from '../ports.ts';
import { fromExactJson, toExactJson } from '../exact-json.ts';
import { DamagedFile } from '../damage.ts';
import type { DamageLog } from '../damage.ts';
import type { Disk } from './disk.ts';
import { errorCode, unavailable } from './disk.ts';
import { TEMPORARY, writeAtomically } from './write-atomically.ts';

/**
 * A snapshot is one file: magic, version, length and CRC-32 of the description; the description (JSON); columns, each
 * from a multiple of 8 on; CRC-32 of all before it. Little-endian. Columns go to and from the disk without another copy.
 */
const MAGIC = 0x50_4e_53_57;
const VERSION = 1;
const HEAD_BYTES = 16;
const TAIL_BYTES = 8;
const ENDING = '.snapshot';
const KEPT = 2;
/** The description holds headers of stages and names of columns; more than this is damage. */
const MAX_DESCRIPTION = 1 << 29;

const ARRAYS = { Float64Array, Float32Array, Uint32Array, Int32Array, Uint16Array, Uint8Array } as const;
type ArrayName = keyof typeof ARRAYS;
const TYPES = Object.keys(ARRAYS) as ArrayName[];

interface ColumnPlace {
  readonly name: string;
  readonly type: ArrayName;
  readonly length: number;
}
interface Description {
  readonly offset: number;
  readonly stages: readonly {
    readonly name: string;
    readonly version: number;
    readonly header: unknown;
    readonly columns: readonly ColumnPlace[];
  }[];
}

/** Snapshots as files of one directory; the newest two are kept. */
export class Snapshots implements SnapshotStore {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #damage: DamageLog;

  constructor(disk: Disk, directory: string, damage: DamageLog) {
    this.#disk = disk;
    this.#directory = directory;
    this.#damage = damage;
  }

  /** Removes what a crash left unfinished. */
  tidy(): void {
    for (const name of this.#disk.list(this.#directory)) {
      if (name.endsWith(TEMPORARY)) this.#disk.remove(join(this.#directory, name));
    }
  }

  writeSnapshot(snapshot: Snapshot): void {
    const stages = Object.entries(snapshot.stages).map(([name, { version, header, columns }]) => ({
      ...{ name, version, header },
      columns: Object.entries(columns).map(([column, array]) => placeOf(column, array)),
    }));
    const description = Buffer.from(toExactJson({ offset: snapshot.offset, stages } satisfies Description));
    const head = new Uint32Array([MAGIC, VERSION, description.length, crc32(description)]);
    writeAtomically(this.#disk, this.#path(snapshot.offset), (append) => {
      let checksum = 0;
      const put = (bytes: Uint8Array): void => {
        const padding = new Uint8Array((8 - (bytes.length % 8)) % 8);
        append(bytes);
        append(padding);
        checksum = crc32(padding, crc32(bytes, checksum));
      };
      put(new Uint8Array(head.buffer));
      put(description);
      for (const stage of Object.values(snapshot.stages)) {
        for (const array of Object.values(stage.columns)) put(bytesOf(array));
      }
      append(new Uint8Array(new Uint32Array([checksum, MAGIC]).buffer));
    });
    for (const offset of this.#offsets().slice(KEPT)) this.#disk.remove(this.#path(offset));
  }

  latestSnapshot(): { readonly snapshot: Snapshot | undefined; readonly damaged: readonly string[] } {
    const damaged: string[] = [];
    for (const offset of this.#offsets()) {
      const path = this.#path(offset);
      try {
        return { snapshot: this.#read(path), damaged };
      } catch (error) {
        // Replaced by the writer between the listing and the opening.
        if (errorCode(error) === 'ENOENT') continue;
        const what = error instanceof DamagedFile ? error.what : 'it could not be read';
        this.#damage.report({ file: path, what });
        damaged.push(path);
      }
    }
    return { snapshot: undefined, damaged };
  }

  #read(path: string): Snapshot {
    const fd = this.#disk.open(path, 'read');
    try {
      return this.#readFrom(fd, path);
    } finally {
      this.#disk.close(fd);
    }
  }

  #readFrom(fd: number, path: string): Snapshot {
    const size = this.#disk.size(fd);
    let position = 0;
    let checksum = 0;
    const take = <A extends Uint8Array>(into: A): A => {
      const padding = new Uint8Array((8 - (into.length % 8)) % 8);
      const whole = this.#disk.read(fd, into, position) === into.length;
      if (!whole || this.#disk.read(fd, padding, position + into.length) !== padding.length) {
        throw new DamagedFile(path, 'it is shorter than it says');
      }
      position += into.length + padding.length;
      checksum = crc32(padding, crc32(into, checksum));
      return into;
    };
    const head = new Uint32Array(take(new Uint8Array(HEAD_BYTES)).buffer);
    const length = head[2] as number;
    if (head[0] !== MAGIC || head[1] !== VERSION || length > Math.min(size, MAX_DESCRIPTION)) {
      throw new DamagedFile(path, 'it does not begin like a snapshot of this version');
    }
    const bytes = take(new Uint8Array(length));
    if (crc32(bytes) !== head[3]) throw new DamagedFile(path, 'its description is damaged');
    const description = fromExactJson(Buffer.from(bytes).toString()) as Description;
    const stages: [string, StageState][] = [];
    for (const { name, version, header, columns } of description.stages) {
      const arrays = columns.map((place): [string, StateArray] => {
        const array = new ARRAYS[place.type](place.length);
        take(bytesOf(array));
        return [place.name, array];
      });
      stages.push([name, { version, header, columns: Object.fromEntries(arrays) }]);
    }
    const expected = checksum;
    const tail = new Uint32Array(take(new Uint8Array(TAIL_BYTES)).buffer);
    if (tail[0] !== expected || position !== size) throw new DamagedFile(path, 'its checksum is wrong');
    return { offset: description.offset, stages: Object.fromEntries(stages) };
  }

  /** Offsets of the snapshots that are there, newest first. */
  #offsets(): number[] {
    try {
      return this.#disk
        .list(this.#directory)
        .filter((name) => /^\d+\.snapshot$/.test(name))
        .map((name) => Number.parseInt(name, 10))
        .sort((a, b) => b - a);
    } catch (error) {
      throw unavailable(this.#directory, error);
    }
  }

  #path(offset: number): string {
    return join(this.#directory, `${String(offset)}${ENDING}`);
  }
}

function placeOf(name: string, array: StateArray): ColumnPlace {
  const type = TYPES.find((one) => array instanceof ARRAYS[one]);
  if (type === undefined) throw new TypeError(`column ${name} is not a typed array that a snapshot can hold`);
  return { name, type, length: array.length };
}

function bytesOf(array: StateArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

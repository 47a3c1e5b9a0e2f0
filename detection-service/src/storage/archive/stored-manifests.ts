import type { ListedObject, ObjectStore } from '../objects/object-store.ts';
import { newestFirst } from './housekeeping.ts';
import type { StoredManifest } from './housekeeping.ts';
import { decodeManifest, manifestFolder, offsetOfName } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** What lies in shared storage of a partition: its manifests, read once each, and which of them are whole. */
export class StoredManifests {
  readonly #objects: ObjectStore;
  readonly #partition: string;
  readonly #read = new Map<string, Manifest | string>();
  /** Manifests whose objects were seen to be there, or were put by this writer. */
  readonly #whole = new Set<string>();

  constructor(objects: ObjectStore, partition: string) {
    this.#objects = objects;
    this.#partition = partition;
  }

  /** The manifests that are there, newest first. */
  async list(): Promise<ListedObject[]> {
    const found = await this.#objects.list(manifestFolder(this.#partition));
    const listed = found.filter(({ name }) => offsetOfName(name) !== undefined).map((one) => ({ listed: one }));
    return newestFirst(listed).map((one) => one.listed);
  }

  /** Whether others have put or removed manifests since they were last read. */
  differFrom(listed: readonly ListedObject[]): boolean {
    return listed.length !== this.#read.size || !listed.every(({ name }) => this.#read.has(name));
  }

  /** Removes manifests. */
  async remove(names: readonly string[]): Promise<void> {
    await this.#objects.delete(names);
    for (const name of names) this.#read.delete(name);
  }

  /** Notes a manifest that was just put with all its objects. */
  note(name: string, manifest: Manifest): void {
    this.#read.set(name, manifest);
    this.#whole.add(name);
  }

  /** A manifest; a sentence when it is damaged. Throws `unavailable` when a newer version of Weir has written it. */
  async read(name: string): Promise<Manifest | string> {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const bytes = await this.#objects.get(name);
    const manifest = bytes === undefined ? `${name} is gone` : decodeManifest(name, bytes);
    this.#read.set(name, manifest);
    return manifest;
  }

  /** All objects that are there, by name. */
  async objects(): Promise<ReadonlyMap<string, ListedObject>> {
    const found = await this.#objects.list(`${this.#partition}/objects`);
    return new Map(found.map((one) => [one.name, one]));
  }

  /** Reads all manifests and says anew which are whole. */
  async check(listed: readonly ListedObject[], objects: ReadonlyMap<string, ListedObject>): Promise<void> {
    const names = new Set(listed.map(({ name }) => name));
    for (const name of [...this.#read.keys()]) if (!names.has(name)) this.#read.delete(name);
    this.#whole.clear();
    for (const { name } of listed) {
      const manifest = await this.read(name);
      if (typeof manifest !== 'string' && missing(manifest, objects).length === 0) this.#whole.add(name);
    }
  }

  async all(listed: readonly ListedObject[]): Promise<StoredManifest[]> {
    return await Promise.all(
      listed.map(async (one) => {
        const manifest = await this.read(one.name);
        const whole = this.#whole.has(one.name);
        return { listed: one, whole, manifest: typeof manifest === 'string' ? undefined : manifest };
      })
    );
  }
}

/** Objects that some of a manifest's files need and that are not there, or have another size. */
export function missing(
  { files }: Pick<Manifest, 'files'>,
  objects: ReadonlyMap<string, ListedObject>
): readonly string[] {
  const pieces = files.flatMap((file) => file.pieces);
  return pieces.filter(({ object, bytes }) => objects.get(object)?.bytes !== bytes).map(({ object }) => object);
}

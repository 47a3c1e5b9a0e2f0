import { WeirError } from '../../../core/errors.ts';
import type { FilePart, ObjectStore } from '../../objects/object-store.ts';

/** An object store that can be slow, or gone, and says what was asked of it. */
export class FaultyObjects implements ObjectStore {
  readonly #inner: ObjectStore;
  /** Waited for before each call. */
  gate: () => Promise<void> = () => Promise.resolve();
  isGone = false;
  /** Names of what was put. */
  readonly puts: string[] = [];
  readonly got: string[] = [];

  constructor(inner: ObjectStore) {
    this.#inner = inner;
  }

  get place(): string {
    return this.#inner.place;
  }

  async #pass(): Promise<ObjectStore> {
    await this.gate();
    if (this.isGone) throw new WeirError('unavailable', 'the object store is gone');
    return this.#inner;
  }

  put: ObjectStore['put'] = async (name, bytes) => {
    await (await this.#pass()).put(name, bytes);
    this.puts.push(name);
  };

  putFile: ObjectStore['putFile'] = async (name, file, part: FilePart) => {
    const sent = await (await this.#pass()).putFile(name, file, part);
    this.puts.push(name);
    return sent;
  };

  get: ObjectStore['get'] = async (name) => (await this.#pass()).get(name);

  getFile: ObjectStore['getFile'] = async (name, file, position) => {
    this.got.push(name);
    return (await this.#pass()).getFile(name, file, position);
  };

  list: ObjectStore['list'] = async (folder) => (await this.#pass()).list(folder);
  delete: ObjectStore['delete'] = async (names) => (await this.#pass()).delete(names);

  close(): void {
    this.#inner.close();
  }
}

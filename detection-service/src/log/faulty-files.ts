import type { Files, OpenFile } from './file-port.ts';
import { FaultyInode } from './faulty-inode.ts';

/** What a fault can hit. */
export type FaultyOperation =
  'create' | 'open' | 'read' | 'write' | 'truncate' | 'sync' | 'syncDirectory' | 'unlink' | 'rename';

/** A call that fails: the `at`-th one of its operation, counted from 1 from when the fault was planted. */
export interface Fault {
  readonly operation: FaultyOperation;
  readonly at: number;
  /** Such as `EIO`. */
  readonly code: string;
}

/** The error of every call to a disk that has lost power. */
export const POWER_LOST = 'EPOWERLOST';

/**
 * A disk in memory that behaves as badly as a real one may. What was written but not synced is lost at a power loss, in
 * part, in any order of its sectors, or torn at any byte; names are lost unless their directory was synced; a failed
 * sync loses bytes for good although reading still shows them; a full disk takes the first part of a write. The same
 * random numbers give the same disk.
 */
export class FaultyFiles implements Files {
  /** The most bytes that all files may have together. */
  capacity = Infinity;
  /** Calls so far, of any operation. */
  calls = 0;
  readonly #random: () => number;
  #names = new Map<string, FaultyInode>();
  #durableNames = new Map<string, FaultyInode>();
  #faults: { operation: FaultyOperation; left: number; code: string }[] = [];
  #callsUntilPowerLoss = Infinity;
  #boot = 0;
  #powered = true;

  /** `random` gives numbers from 0 to below 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  plant({ operation, at, code }: Fault): void {
    this.#faults.push({ operation, left: at, code });
  }

  clearFaults(): void {
    this.#faults = [];
  }

  /** Cuts the power during the `calls`-th call from now on; 0 cuts it at once. */
  losePower(calls: number): void {
    this.#callsUntilPowerLoss = calls;
    if (calls === 0) this.#cutPower();
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** Power is back: what is on the disk now is all there is, and files that were open before stay dead. */
  restorePower(): void {
    this.#powered = true;
    this.#callsUntilPowerLoss = Infinity;
    this.#boot += 1;
  }

  /** The bytes of a file as a program sees them. */
  content(path: string): Buffer {
    return Buffer.from(this.#inode(path).cached);
  }

  /** Replaces the bytes of a file, on the disk and in the cache: damage of any kind. */
  damage(path: string, content: Uint8Array): void {
    this.#inode(path).replace(content);
  }

  async makeDirectory(): Promise<void> {
    await this.#call();
  }

  async list(directory: string): Promise<readonly string[]> {
    await this.#call();
    const prefix = `${directory}/`;
    return [...this.#names.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length))
      .sort();
  }

  async create(path: string): Promise<OpenFile> {
    await this.#call('create');
    if (this.#names.has(path)) throw failure('EEXIST', path);
    const inode = new FaultyInode();
    this.#names.set(path, inode);
    return this.#handle(inode);
  }

  async open(path: string): Promise<OpenFile> {
    await this.#call('open');
    return this.#handle(this.#inode(path));
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#call('rename');
    this.#names.set(to, this.#inode(from));
    this.#names.delete(from);
  }

  async unlink(path: string): Promise<void> {
    await this.#call('unlink');
    this.#inode(path);
    this.#names.delete(path);
  }

  async syncDirectory(directory: string): Promise<void> {
    await this.#call('syncDirectory');
    this.#keepNames((path) => path.startsWith(`${directory}/`));
  }

  #handle(inode: FaultyInode): OpenFile {
    const boot = this.#boot;
    let closed = false;
    const call = async (operation?: FaultyOperation, before?: () => void): Promise<void> => {
      if (closed || boot !== this.#boot) throw failure('EBADF', 'a file that is not open');
      await this.#call(operation, before);
    };
    return {
      size: async () => {
        await call();
        return inode.cached.length;
      },
      read: async (into, position) => {
        await call('read');
        return inode.cached.copy(into, 0, position);
      },
      write: async (pieces, position) => {
        const bytes = Buffer.concat(pieces);
        const partly = (): void =>
          inode.write(bytes.subarray(0, Math.floor(this.#random() * (bytes.length + 1))), position);
        await call('write', partly);
        const room = this.capacity - this.#used() + Math.max(0, inode.cached.length - position);
        inode.write(bytes.subarray(0, Math.max(0, room)), position);
        if (bytes.length > room) throw failure('ENOSPC', 'write');
      },
      truncate: async (size) => {
        await call('truncate', () => this.#random() < 0.5 && inode.truncate(size));
        inode.truncate(size);
      },
      sync: async () => {
        await call('sync', () => inode.failSync(this.#random));
        inode.sync();
      },
      close: async () => {
        await call();
        closed = true;
      },
    };
  }

  /** One call: lets others run, and fails when it is its turn. `before` is what a failing call may have done. */
  async #call(operation?: FaultyOperation, before?: () => void): Promise<void> {
    await Promise.resolve();
    if (!this.#powered) throw failure(POWER_LOST, 'the disk');
    this.calls += 1;
    this.#callsUntilPowerLoss -= 1;
    if (this.#callsUntilPowerLoss <= 0) {
      if (operation !== 'sync') before?.();
      this.#cutPower();
      throw failure(POWER_LOST, 'the disk');
    }
    for (const fault of this.#faults) {
      if (fault.operation !== operation) continue;
      fault.left -= 1;
      if (fault.left !== 0) continue;
      before?.();
      throw failure(fault.code, operation);
    }
  }

  #cutPower(): void {
    this.#powered = false;
    this.#keepNames(() => this.#random() < 0.5);
    this.#names = new Map(this.#durableNames);
    for (const inode of new Set(this.#names.values())) inode.losePower(this.#random);
  }

  /** Makes durable what happened to the names that are chosen. */
  #keepNames(chosen: (path: string) => boolean): void {
    for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      if (!chosen(path)) continue;
      const inode = this.#names.get(path);
      if (inode === undefined) this.#durableNames.delete(path);
      else this.#durableNames.set(path, inode);
    }
  }

  #used(): number {
    return [...this.#names.values()].reduce((sum, { cached }) => sum + cached.length, 0);
  }

  #inode(path: string): FaultyInode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw failure('ENOENT', path);
    return inode;
  }
}

function failure(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}

/** A change that is not synced. */
type Change = { readonly position: number; readonly bytes: Buffer } | { readonly size: number };

/** What a disk writes as a whole, or not at all, unless it tears it. */
const SECTOR = 512;

/** The content of one file of `faulty-files.ts`: as programs see it, and as it is on the disk. */
export class FaultyInode {
  cached: Buffer = Buffer.alloc(0);
  #durable: Buffer = Buffer.alloc(0);
  #pending: Change[] = [];

  write(bytes: Buffer, position: number): void {
    if (bytes.length === 0) return;
    this.#change({ position, bytes: Buffer.from(bytes) });
  }

  truncate(size: number): void {
    this.#change({ size });
  }

  sync(): void {
    this.#durable = this.#pending.reduce(apply, this.#durable);
    this.#pending = [];
  }

  /** A failed sync: the system forgets what it had to write, whether it is on the disk or not. */
  failSync(random: () => number): void {
    this.#durable = survivors(this.#pending, random).reduce(apply, this.#durable);
    this.#pending = [];
  }

  losePower(random: () => number): void {
    this.failSync(random);
    this.cached = Buffer.from(this.#durable);
  }

  replace(content: Uint8Array): void {
    this.cached = Buffer.from(content);
    this.#durable = Buffer.from(content);
    this.#pending = [];
  }

  #change(change: Change): void {
    this.cached = apply(this.cached, change);
    this.#pending.push(change);
  }
}

function apply(content: Buffer, change: Change): Buffer {
  const size = 'size' in change ? change.size : Math.max(content.length, change.position + change.bytes.length);
  const next = Buffer.alloc(size);
  content.copy(next);
  if ('bytes' in change) change.bytes.copy(next, change.position);
  return next;
}

/** What reaches the disk without a sync: nothing, all, the first changes with the last one torn, or sectors in any order. */
function survivors(changes: readonly Change[], random: () => number): Change[] {
  const way = Math.floor(random() * 4);
  if (way === 0) return [];
  if (way === 1) return [...changes];
  if (way === 2) {
    const whole = Math.floor(random() * (changes.length + 1));
    const torn = changes[whole];
    const rest = torn !== undefined && 'bytes' in torn ? [tear(torn, random)] : [];
    return [...changes.slice(0, whole), ...rest];
  }
  return changes.flatMap((change) => ('bytes' in change ? sectors(change) : [change])).filter(() => random() < 0.6);
}

function tear({ position, bytes }: { position: number; bytes: Buffer }, random: () => number): Change {
  return { position, bytes: bytes.subarray(0, Math.floor(random() * (bytes.length + 1))) };
}

function sectors({ position, bytes }: { position: number; bytes: Buffer }): Change[] {
  const parts: Change[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + SECTOR - ((position + at) % SECTOR));
    parts.push({ position: position + at, bytes: bytes.subarray(at, end) });
    at = end;
  }
  return parts;
}

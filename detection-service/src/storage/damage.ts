/** A file that was found damaged: it, or the part named, is passed over. */
export interface Damage {
  readonly file: string;
  /** What is wrong with it and what became of it, as a sentence. */
  readonly what: string;
}

/** Thrown by whoever meets damage while reading a file; the store reports it and goes on without that part. */
export class DamagedFile extends Error implements Damage {
  readonly file: string;
  readonly what: string;

  constructor(file: string, what: string) {
    super(`${file}: ${what}`);
    this.name = 'DamagedFile';
    this.file = file;
    this.what = what;
  }
}

/** Collects damage, each sentence about a file once, and passes it on as it is found. */
export class DamageLog {
  readonly #found = new Map<string, Damage>();
  readonly #listener: ((damage: Damage) => void) | undefined;

  constructor(listener?: (damage: Damage) => void) {
    this.#listener = listener;
  }

  report({ file, what }: Damage): void {
    const key = `${file}\n${what}`;
    if (this.#found.has(key) || this.#found.size >= MAX_REPORTS) return;
    const damage = { file, what };
    this.#found.set(key, damage);
    this.#listener?.(damage);
  }

  get found(): readonly Damage[] {
    return [...this.#found.values()];
  }
}

/** A disk that is dying must not fill the memory too. */
const MAX_REPORTS = 1_000;

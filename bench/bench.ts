/** What a figure must reach. */
export interface Target {
  readonly kind: 'at least' | 'at most';
  /** Missing it is a defect. */
  readonly gate: number;
  /** What is aimed at. */
  readonly goal?: number;
}

/** One figure of a benchmark. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: Target;
}

/** What a benchmark came to. */
export interface BenchResult {
  readonly bench: string;
  /** What was measured, in one sentence, with its sizes. */
  readonly what: string;
  /** What it was measured against in the same run, by name and version, and what that does. */
  readonly peer: string;
  /** Figures of ours divided by the peer's; these carry over to other machines. */
  readonly ratios: readonly Figure[];
  /** Figures of this machine at this hour. */
  readonly figures: readonly Figure[];
  /** Lines that say where figures come from, such as each round's value; they stand in no document. */
  readonly details?: readonly string[];
}

/** One benchmark: one file `<name>.bench.ts` exports one as `bench`, and `run.ts` lists it. */
export interface Bench {
  readonly name: string;
  readonly summary: string;
  run(say: (line: string) => void): Promise<BenchResult>;
}

/** One figure of a benchmark. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What a benchmark came to. */
export interface BenchResult {
  readonly bench: string;
  /** What was measured, in one sentence, with its sizes. */
  readonly what: string;
  readonly figures: readonly Figure[];
}

/** One benchmark: one file `<name>.bench.ts` exports one as `bench`, and `run.ts` lists it. */
export interface Bench {
  readonly name: string;
  readonly summary: string;
  run(say: (line: string) => void): Promise<BenchResult>;
}

import type { Static, TObject } from 'typebox';
import type { StageState } from '../core/state.ts';
import type { StepBlock } from '../core/step-block.ts';
import type { Millis } from '../core/time.ts';
import type { VerdictBlock } from '../core/verdict.ts';

/** What a detector may use besides its input: seeded randomness, so that a replay gives the same verdicts. */
export interface DetectorContext {
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * A running detector for many series at once. Its state is kept by the ordinals of `StepBlock.series`, of which more
 * may appear at any time. Blocks of one series come in the order of their steps.
 */
export interface Detector {
  /** Judges the samples of a block into the same rows of `out`. Never changes what later calls answer. */
  score(block: StepBlock, out: VerdictBlock): void;
  /**
   * Learns the rows whose `mask` is not 0. Called after `score` on the same block; row for row, NaN teaches nothing.
   */
  learn(block: StepBlock, mask: Uint8Array): void;
  /** The whole state; `restore(snapshot())` continues bit for bit. */
  snapshot(): StageState;
}

/** How long a series is learned before it is judged: so many samples, and at least so long. */
export interface Learning {
  readonly samples: number;
  readonly span: Millis;
}

/** The drop-in unit: one file in this folder exports one of these, and `registry.ts` lists it. */
export interface DetectorDefinition<P extends TObject = TObject> {
  /** Kebab case, unique. */
  readonly id: string;
  /** Counts up when the shape of the snapshot changes. */
  readonly version: number;
  /** One sentence for a person who chooses. */
  readonly summary: string;
  /** Parameters with bounds, defaults and a description each. */
  readonly params: P;
  /** What it takes to be judged, for series with a step. */
  learning(params: Static<P>, step: Millis): Learning;
  create(params: Static<P>, context: DetectorContext): Detector;
  restore(state: StageState, params: Static<P>, context: DetectorContext): Detector;
}

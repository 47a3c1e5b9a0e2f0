import type { Millis } from '../../core/time.ts';
import type { Density } from './step-choice.ts';

/** What a replay was about, besides what it found. */
export interface ReplaySummary {
  readonly names: readonly string[];
  readonly lines: number;
  readonly unparsed: number;
  readonly from: Millis;
  readonly to: Millis;
  readonly seconds: number;
  readonly step: Millis;
  /** Absent when the step was given by the person. */
  readonly density: Density | undefined;
  readonly densities: readonly Density[];
  /** Points that the service refused, with the reason. */
  readonly refused: readonly (readonly [reason: string, count: number])[];
  readonly hash: string;
}

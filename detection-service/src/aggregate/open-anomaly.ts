import type { Millis } from '../core/time.ts';

/** An anomaly that has not ended, as the tracker keeps it. All numbers, so that a snapshot holds it in one column. */
export interface OpenAnomaly {
  readonly ordinal: number;
  readonly start: Millis;
  readonly direction: 1 | -1;
  /** 1 when the sample that opened it was itself within its band. */
  readonly openedInside: 0 | 1;
  readonly step: Millis;
  /** End of the last step whose score held it open. */
  last: Millis;
  /**
   * End of the last step whose own sample lay beyond half the band on the anomaly's side; −1 while there is none. A
   * score gathers evidence over many steps and fades as slowly: this says when things were ordinary again.
   */
  lastOutside: Millis;
  /** Ordinary samples since then, and samples beyond the whole band in a row. */
  calm: number;
  again: number;
  /** Anomalous steps so far. */
  steps: number;
  peakTime: Millis;
  peakValue: number;
  peakExpected: number;
  peakLower: number;
  peakUpper: number;
  /** How far the peak lies from the expected, in widths of the band on that side. */
  peakExcess: number;
  /** The highest score so far. */
  peakScore: number;
  /** 1 when the peak lies on the anomaly's side of what was expected. */
  peakAgrees: 0 | 1;
  concern: number;
  revision: number;
  /** What was told last. */
  toldScore: number;
  toldConcern: number;
  toldPattern: number;
}

/** The order in a snapshot: append only. */
const FIELDS = [
  'ordinal',
  'start',
  'direction',
  'openedInside',
  'step',
  'last',
  'steps',
  'peakTime',
  'peakValue',
  'peakExpected',
  'peakLower',
  'peakUpper',
  'peakScore',
  'peakAgrees',
  'concern',
  'revision',
  'toldScore',
  'toldConcern',
  'toldPattern',
  'lastOutside',
  'peakExcess',
  'calm',
  'again',
] as const satisfies readonly (keyof OpenAnomaly)[];

export function packAnomalies(open: Iterable<OpenAnomaly>): Float64Array {
  return Float64Array.from([...open].flatMap((anomaly) => FIELDS.map((field) => anomaly[field])));
}

export function unpackAnomalies(column: Float64Array): OpenAnomaly[] {
  const anomalies: OpenAnomaly[] = [];
  for (let at = 0; at < column.length; at += FIELDS.length) {
    const entries = FIELDS.map((field, i) => [field, column[at + i] as number] as const);
    anomalies.push(Object.fromEntries(entries) as unknown as OpenAnomaly);
  }
  return anomalies;
}

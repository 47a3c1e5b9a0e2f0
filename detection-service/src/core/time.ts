/** Milliseconds since the Unix epoch, UTC, a whole number. The only form of time in the service. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60_000;
export const HOUR: Millis = 3_600_000;
export const DAY: Millis = 86_400_000;

/** The start of the step that holds `time`. A step is `[start, end)` and named by its start. */
export function stepStart(time: Millis, step: Millis): Millis {
  return Math.floor(time / step) * step;
}

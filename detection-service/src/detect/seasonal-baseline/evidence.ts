/** Kinds as coded in blocks (`SERIES_KINDS`). */
export const COUNT = 0;
export const RATIO = 1;
export const LATENCY = 2;
export const GAUGE = 3;

/** Mean absolute deviation of a normal variable is its standard deviation over 1.2533. */
export const TO_DEVIATION = 1.2533;
/** Evidence at which learning slows down, and to what share: an incident is not learned, a new level is, in 20 hours. */
export const FREEZE_AT = 4;
export const FREEZE = 0.05;
/** Evidence is not told beyond this. */
export const MOST_EVIDENCE = 25;
/** Evidence at which an anomaly opens at the default sensitivity. */
export const OPEN_AT = 4.5;

/**
 * The first day, while the season is unknown. A morning rise must not alarm and an outage must, so only large and quick
 * changes count: the slow mean is left out, evidence has to be `PROVISIONAL_FACTOR` larger, and the size has to pass
 * the floors below. Chosen on the endpoints of `simulated-series.ts`, seeds 1..40, as the least strict of six settings
 * without a false alarm in 80 first days (steps of 1 and 5 minutes); on seeds 41..120 it raised one in 480
 * series-days and found every outage, error burst and latency step of endpoints with 200 calls a minute and more.
 */
export const PROVISIONAL_FACTOR = 1.2;

/** The smallest change that matters, in logarithms; a latency that falls is never an anomaly. */
export const COUNT_UP: number = Math.log(1.4);
export const COUNT_DOWN: number = Math.log(1.35);
export const LATENCY_UP: number = Math.log(1.2);
export const PROVISIONAL_COUNT_UP: number = Math.log(2.5);
export const PROVISIONAL_COUNT_DOWN: number = Math.log(2);
export const PROVISIONAL_LATENCY_UP: number = Math.log(1.4);

/** Noise that is there by nature: 2 %, lest a constant series alarms on rounding; of counts, that of Poisson besides. */
export const LATENCY_NOISE = 0.02;
export const RELATIVE_VARIANCE = 0.0004;

/**
 * A gauge has no natural size. Its noise is at least 0.2 % of its level and a tenth of its usual daily deviation; a
 * change matters from 1 % of the level and half the usual daily deviation on, twice that on the first day. All scale
 * with the gauge.
 */
export const GAUGE_NOISE_OF_LEVEL = 0.002;
export const GAUGE_NOISE_OF_DAY = 0.1;
export const GAUGE_FLOOR_OF_LEVEL = 0.01;
export const GAUGE_FLOOR_OF_DAY = 0.5;
/** Below this a gauge is 0. */
export const GAUGE_TINY = 1e-30;

/**
 * Where fewer calls than this are expected in the steps that have to agree, logarithms cannot tell an outage from a
 * quiet minute. There the probability that nothing came at all is evidence too: e^-L, with L the calls that were
 * expected since calls stopped. Where one sample decides (steps from three minutes on) it is the only evidence of a step
 * without calls: bursty traffic has empty steps, and their logarithm lies far below everything else.
 */
export const SPARSE_CALLS = 90;
/** On the scale of the error ratio: 4.5 when 18 expected calls have not come. */
const SILENCE_SCALE = 1.6;
/** Where several samples have to agree, no single step is more than its share of that evidence: a deploy's blip passes. */
const SILENT_STEPS_MOST = 21;

/** What one silent step adds: its expected calls, fewer when calls come in groups, as the learned noise shows. */
export function silentStep(usualCalls: number, learnedNoise: number, persist: number): number {
  const dispersion = Math.max(1, learnedNoise * learnedNoise * usualCalls);
  const silent = usualCalls / dispersion;
  return persist === 1 ? silent : Math.min(silent, SILENT_STEPS_MOST / persist);
}

export function silenceEvidence(expectedCalls: number): number {
  return SILENCE_SCALE * Math.sqrt(expectedCalls * Math.LOG10E);
}

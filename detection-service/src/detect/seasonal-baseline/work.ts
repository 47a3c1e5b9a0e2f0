/**
 * Numbers that the steps of judging and learning one sample hand to each other, in `LevelState.work`. As arguments and
 * results of functions that are too large to be inlined, each would be boxed on the heap: that was a third of the time.
 */
export const WORK = 19;
/** Time since the first sample. */
export const AGE = 0;
/** The part of the profile that is believed, and how much noisier than usual this time of day is. */
export const SEASON = 1;
export const HOURLY = 2;
/** The smallest change that matters. */
export const UP = 3;
export const DOWN = 4;
/** What evidence is usual here. */
export const USUAL_UP = 5;
export const USUAL_DOWN = 6;
/** The smallest of the last deviations when all point the same way and are of practical size; otherwise 0. */
export const LASTING = 7;
/** Evidence after habits are taken off. */
export const X_UP = 8;
export const X_DOWN = 9;
/** The expected value, out of logarithms; how far below and above is ordinary, on the scale of judging. */
export const MIDDLE = 10;
export const BELOW = 11;
export const ABOVE = 12;
/** Learning: the clipped deviation, the share of full learning, and the gains of two days and of the profile. */
export const SIZE = 13;
export const RATE = 14;
export const TWO_DAYS = 15;
export const PROFILE = 16;
/** 1 where the strongest upward or downward evidence is that of the slow mean, which is measured from the slow level. */
export const SLOW_UP = 17;
export const SLOW_DOWN = 18;

/**
 * Numbers that functions which are too large to be inlined hand to each other, in `LevelState.work`: as arguments and
 * results each would be boxed on the heap, which was a third of the time.
 */
export const WORK = 5;
/** Time since the first sample. */
export const AGE = 0;
/** The part of the profile that is believed, and how much noisier than usual this time of day is. */
export const SEASON = 1;
export const HOURLY = 2;
/** What evidence is usual here. */
export const USUAL_UP = 3;
export const USUAL_DOWN = 4;

/** What judging a row leaves for learning it: numbers per row of `LevelModel`'s scratch, and what each is. */
export const SCRATCH = 11;
/** The sample on its scale, its deviations from the fast and the slow level, and its noise. */
export const Y = 0;
export const Q = 1;
export const Q_SLOW = 2;
export const NOISE_NOW = 3;
/** The short and the slow mean with this sample. */
export const SHORT_NOW = 4;
export const LONG_NOW = 5;
/** Evidence before habits are taken off, and the strongest after and before. */
export const RAW_UP = 6;
export const RAW_DOWN = 7;
export const STRONGEST = 8;
export const STRONGEST_RAW = 9;
/** The silence so far, with this sample. */
export const SILENCE_NOW = 10;

import { extent } from './working-scale.ts';

/** Added before a logarithm, as a share of the mean: also where nothing is zero, so that small values do not shout. */
const SHIFT = 0.05;

/** The scale on which level shifts and outliers are looked for: logarithms where nothing is negative. */
export interface CentredScale {
  readonly scaled: Float64Array;
  readonly log: boolean;
  readonly added: number;
}

export function centredScale(values: Float64Array): CentredScale {
  const { least, mean } = extent(values);
  const log = least >= 0;
  const added = Math.max(SHIFT * mean, 1e-12);
  return { scaled: log ? values.map((value) => Math.log(value + added)) : values, log, added };
}

import type { Problem } from './schemas';

/**
 * What is wrong, without the numbers behind it: the first clause of what Weir says of a problem.
 *
 * @public
 */
export function problemTitle({ description }: Pick<Problem, 'description'>): string {
  return description.split(/: |; |, expected /)[0] ?? description;
}

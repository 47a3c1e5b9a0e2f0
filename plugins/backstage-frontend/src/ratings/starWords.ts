/** What the stars mean, from one on. */
export const STARS: readonly string[] = ['Unusable', 'Poor', 'Fair', 'Good', 'Excellent'];

/** `★★★★☆`: as many as were given, of five. */
export function starMarks(stars: number): string {
  const given = Math.min(5, Math.max(0, Math.round(stars)));
  return '★'.repeat(given) + '☆'.repeat(5 - given);
}

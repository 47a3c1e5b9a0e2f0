/** How bad a problem is, in the words of every screen. */
export type ConcernWord = 'Normal' | 'Low' | 'Medium' | 'High' | 'Severe';

/** The word for a concern score, 0 to 100. From 80 on an open, confirmed problem caps a rating: hence the edge. */
export function concernWord(concern: number): ConcernWord {
  if (concern < 1) return 'Normal';
  if (concern < 25) return 'Low';
  if (concern < 50) return 'Medium';
  if (concern < 80) return 'High';
  return 'Severe';
}

/** How high the mark is, 0 to 4: the position says what the colour says. */
export function concernLevel(concern: number): 0 | 1 | 2 | 3 | 4 {
  if (concern < 1) return 0;
  if (concern < 25) return 1;
  if (concern < 50) return 2;
  if (concern < 80) return 3;
  return 4;
}

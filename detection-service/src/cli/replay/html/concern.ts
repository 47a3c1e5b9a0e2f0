/** What a concern score of 0..100 is called and how it is marked: word, mark and class, never colour alone. */
export interface Concern {
  readonly word: 'Normal' | 'Low' | 'Medium' | 'High' | 'Severe';
  readonly mark: string;
  readonly className: string;
}

const LEVELS: readonly (readonly [from: number, Concern])[] = [
  [80, { word: 'Severe', mark: '█', className: 'severe' }],
  [50, { word: 'High', mark: '▅', className: 'high' }],
  [25, { word: 'Medium', mark: '▃', className: 'medium' }],
  [1, { word: 'Low', mark: '▁', className: 'low' }],
];

export function concernLevel(score: number): Concern {
  return LEVELS.find(([from]) => score >= from)?.[1] ?? { word: 'Normal', mark: '', className: 'normal' };
}

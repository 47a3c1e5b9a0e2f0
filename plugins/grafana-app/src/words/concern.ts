/** Concern as people read it: a word, a mark and a colour from a score on. Colour never stands alone. */
export interface Concern {
  from: number;
  word: 'Normal' | 'Low' | 'Medium' | 'High' | 'Severe';
  mark: string;
  /** One of Grafana's named colours. */
  colour: string;
}

export const CONCERNS: readonly Concern[] = [
  { from: 80, word: 'Severe', mark: '█', colour: 'semi-dark-red' },
  { from: 50, word: 'High', mark: '▅', colour: 'semi-dark-orange' },
  { from: 25, word: 'Medium', mark: '▃', colour: 'super-light-orange' },
  { from: 1, word: 'Low', mark: '▁', colour: 'light-blue' },
  { from: 0, word: 'Normal', mark: '', colour: 'transparent' },
];

/** The concern of a score from 0 to 100. */
export const concernOf = (score: number): Concern =>
  CONCERNS.find(({ from }) => Math.round(score) >= from) ?? CONCERNS[CONCERNS.length - 1];

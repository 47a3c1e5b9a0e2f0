import { concernLevel, concernWord } from './concern';
import { mostLost, trend } from './ratingWords';

describe('concern', () => {
  it.each([
    [0, 'Normal', 0],
    [1, 'Low', 1],
    [24.9, 'Low', 1],
    [25, 'Medium', 2],
    [50, 'High', 3],
    [79.9, 'High', 3],
    [80, 'Severe', 4],
    [100, 'Severe', 4],
  ])('%p is %s', (concern, word, level) => {
    expect(concernWord(concern)).toBe(word);
    expect(concernLevel(concern)).toBe(level);
  });
});

describe('rating', () => {
  const rating = { score: 78, low: 72, high: 83 };

  it('has a trend only when it moved five points and out of its own range', () => {
    expect(trend(rating, -6)).toBe('↓ 6');
    expect(trend(rating, -4)).toBe('');
    expect(trend(rating, 5)).toBe('');
    expect(trend(rating, 7)).toBe('↑ 7');
    expect(trend(rating, null)).toBe('');
  });

  it('lost most to evidence, not to missing data or a cap', () => {
    const lines = [
      { what: 'not-enough-data' as const, lost: 20, left: 80, sentence: '' },
      { what: 'latency' as const, lost: 9.1, left: 70.9, sentence: '' },
      { what: 'cap' as const, lost: 11, left: 59.9, sentence: '' },
    ];
    expect(mostLost({ lines })?.what).toBe('latency');
    expect(mostLost({ lines: lines.slice(0, 1) })).toBeUndefined();
  });
});

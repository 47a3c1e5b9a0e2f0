import { anomalousSamples } from './anomalous';

describe('anomalousSamples', () => {
  const all = (value: number | null) => new Array<number | null>(5).fill(value);

  it('marks what has the score and lies outside the band', () => {
    const answer = {
      values: [0, 0.4, 0.01, -1, null],
      scores: [0.2, 0.9, 0.9, 0.9, 0.9],
      lower: all(0),
      upper: all(0.05),
    };
    expect(anomalousSamples(answer, 0.5)).toEqual([false, true, false, true, false]);
  });

  it('goes by the score alone where there is no band', () => {
    const answer = { values: [1, 1, 1, 1, 1], scores: [0.9, 0.4, null, 0.5, 0.6], lower: all(null), upper: all(null) };
    expect(anomalousSamples(answer, 0.5)).toEqual([true, false, false, true, true]);
  });
});

import { anomalousSamples, type AnomalousParts } from './anomalous';

const all = (value: number | null) => new Array<number | null>(5).fill(value);
const answer = (parts: Partial<AnomalousParts>): AnomalousParts => ({
  series: { kind: 'gauge' },
  values: all(1),
  lower: all(0),
  upper: all(0.05),
  scores: all(0.9),
  ...parts,
});

describe('anomalousSamples', () => {
  it('marks what has the score and lies outside the band', () => {
    const some = answer({ values: [0, 0.4, 0.01, -1, null], scores: [0.2, 0.9, 0.9, 0.9, 0.9] });
    expect(anomalousSamples(some, 0.5)).toEqual([false, true, false, true, false]);
  });

  it('marks no latency for being low', () => {
    const some = answer({ series: { kind: 'latency' }, values: [-60, 300, null, 0, 0.01] });
    expect(anomalousSamples(some, 0.5)).toEqual([false, true, false, false, false]);
  });

  it('goes by the score alone where there is no band', () => {
    const some = answer({ scores: [0.9, 0.4, null, 0.5, 0.6], lower: all(null), upper: all(null) });
    expect(anomalousSamples(some, 0.5)).toEqual([true, false, false, true, true]);
  });
});

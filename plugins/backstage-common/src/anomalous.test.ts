import { anomalousSamples } from './anomalous';

describe('anomalousSamples', () => {
  it('marks what the service has marked, whatever else it says of the sample', () => {
    expect(anomalousSamples({ flags: [0, 1, 2, 3, 4, 5, 8, 12] })).toEqual([
      ...[false, false, false, false],
      ...[true, true, false, true],
    ]);
  });
});

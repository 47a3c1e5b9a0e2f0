import { describe, expect, it } from 'vitest';
import { REQUESTS, unknownRequests } from './requests.ts';

const newest = Object.values(REQUESTS).map((versions) => {
  const numbers = versions.map(({ version }) => version);
  return { apiKey: versions[0]?.key ?? -1, minVersion: 0, maxVersion: Math.max(...numbers) };
});

describe('the requests', () => {
  it('are each one request, in versions that follow each other', () => {
    for (const versions of Object.values(REQUESTS)) {
      expect(new Set(versions.map(({ key }) => key)).size).toBe(1);
      const [first = 0] = versions.map(({ version }) => version).toSorted((a, b) => a - b);
      expect(versions.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(
        versions.map((_, i) => first + i)
      );
    }
  });

  it('are known to brokers that know the same version of each, and to no others', () => {
    expect(unknownRequests(newest)).toEqual([]);
    const tooOld = newest.map((one) => (one.apiKey === 1 ? { ...one, maxVersion: 11 } : one));
    const tooNew = newest.map((one) => (one.apiKey === 0 ? { ...one, minVersion: 12, maxVersion: 20 } : one));
    expect([unknownRequests(tooOld), unknownRequests(tooNew)]).toEqual([['fetch'], ['produce']]);
    expect(unknownRequests([])).toEqual(Object.keys(REQUESTS));
  });
});

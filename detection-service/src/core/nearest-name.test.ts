import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

const known = ['lateness', 'limits', 'listen', 'log'];

describe('nearestName', () => {
  it.each([
    ['latness', 'lateness'],
    ['listne', 'listen'],
    ['LIMITS', 'limits'],
    ['lgo', 'log'],
    ['retention', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('%s → %s', (found, meant) => {
    expect(nearestName(found, known)).toBe(meant);
  });

  it('has nothing to offer when nothing is known', () => {
    expect(nearestName('log', [])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { CpuPace } from './cpu-pace.ts';

describe('the pace', () => {
  it('lets a burst through, and then rests until the share is kept', () => {
    const pace = new CpuPace(0.1, 3_000, 0);
    expect(pace.restAfter(1_000, 0)).toBe(0);
    expect(pace.restAfter(2_000, 0)).toBe(0);
    expect(pace.restAfter(1_000, 0)).toBe(10_000);
    expect(pace.restAfter(1_000, 10_000)).toBe(10_000);
  });

  it('keeps to its share over an hour of work without end', () => {
    const pace = new CpuPace(0.1, 30_000, 0);
    let spent = 0;
    for (let now = 0; now < 3_600_000;) {
      spent += 500;
      now += 500;
      now += pace.restAfter(500, now);
    }
    expect(spent / 3_600_000).toBeGreaterThan(0.1);
    expect(spent / 3_600_000).toBeLessThan(0.11);
  });

  it('gives the burst back while nothing is done', () => {
    const pace = new CpuPace(0.1, 3_000, 0);
    pace.restAfter(3_000, 0);
    expect(pace.restAfter(3_000, 30_000)).toBe(0);
    expect(pace.restAfter(1, 30_000)).toBeGreaterThan(0);
  });

  it('does not go wrong when the clock is set back, and rests never with a whole core', () => {
    expect(new CpuPace(0.5, 0, 1_000).restAfter(10, 0)).toBe(20);
    expect(new CpuPace(1, 1e9, 0).restAfter(500, 1)).toBe(0);
  });
});

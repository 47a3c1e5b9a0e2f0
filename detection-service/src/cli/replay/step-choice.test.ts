import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/time.ts';
import { chooseStep, densities } from './step-choice.ts';

const times = (from: number, to: number, every: number): number[] =>
  Array.from({ length: Math.floor((to - from) / every) }, (_, i) => from + i * every);

describe('the step of a log', () => {
  it('is a minute for a busy log of days', () => {
    expect(chooseStep(densities([times(0, 2 * HOUR, 500)], 14 * DAY)).step).toBe(MINUTE);
  });
  it('is ten seconds for a busy log of an hour', () => {
    expect(chooseStep(densities([times(0, HOUR, 200)], HOUR)).step).toBe(10 * SECOND);
  });
  it('is an hour for a log that comes in hourly bursts', () => {
    const bursts = Array.from({ length: 84 }, (_, hour) => times(hour * HOUR, hour * HOUR + MINUTE, 500)).flat();
    expect(chooseStep(densities([bursts], 84 * HOUR)).step).toBe(HOUR);
  });
  it('is five minutes for three calls a minute', () => {
    expect(chooseStep(densities([times(0, DAY, 20 * SECOND)], 14 * DAY)).step).toBe(5 * MINUTE);
  });
  it('is an hour when nothing is dense enough, even for an empty log', () => {
    expect(chooseStep(densities([times(0, DAY, 2 * HOUR)], DAY)).step).toBe(HOUR);
    expect(chooseStep(densities([], 0)).step).toBe(HOUR);
  });
});

import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inSlices } from './time-slices.ts';
import { Turnstile } from './turnstile.ts';

function* busy(milliseconds: number): Generator<undefined, string, void> {
  for (const end = performance.now() + milliseconds; performance.now() < end;) yield;
  return 'done';
}

const nothing = (): never => {
  throw new Error('nothing was needed');
};

describe('work in slices', () => {
  it('gives others their turn', async () => {
    let turns = 0;
    const other = setInterval(() => turns++, 1);
    expect(await inSlices(busy(100), () => undefined, nothing)).toBe('done');
    clearInterval(other);
    expect(turns).toBeGreaterThan(1);
  });

  it('ends when the check throws, and not before', async () => {
    let checks = 0;
    const refuse = (): void => {
      if (++checks === 3) throw new Error('too long');
    };
    await expect(inSlices(busy(60_000), refuse, nothing)).rejects.toThrow('too long');
    expect(checks).toBe(3);
  });

  it('does short work without a check', async () => {
    const never = (): void => {
      throw new Error('checked');
    };
    expect(await inSlices(busy(0), never, nothing)).toBe('done');
  });

  it('goes on when what it needs is there, and ends when that cannot be had', async () => {
    const there: string[] = [];
    function* needing(): Generator<string | undefined, readonly string[], void> {
      for (const need of ['one', undefined, 'two']) {
        yield need;
        if (need !== undefined && !there.includes(need)) throw new Error(`${need} is missing`);
      }
      return there;
    }
    const bring = async (need: string): Promise<void> => {
      await setTimeout(1);
      there.push(need);
    };
    expect(await inSlices(needing(), () => undefined, bring)).toEqual(['one', 'two']);
    await expect(
      inSlices(
        needing(),
        () => undefined,
        () => Promise.reject(new Error('away'))
      )
    ).rejects.toThrow('away');
  });
});

describe('a turnstile', () => {
  it('lets so many in at a time, in the order of their coming, also after one has failed', async () => {
    const turnstile = new Turnstile(2);
    const begun: number[] = [];
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const tasks = gates.map(({ promise }, i) =>
      turnstile.through(async () => {
        begun.push(i);
        await promise;
        if (i === 0) throw new Error('failed');
      })
    );
    expect(begun).toEqual([0, 1]);
    gates[0]?.resolve();
    await expect(tasks[0]).rejects.toThrow('failed');
    expect(begun).toEqual([0, 1, 2]);
    gates.forEach(({ resolve }) => resolve());
    await Promise.all(tasks.slice(1));
    expect(begun).toEqual([0, 1, 2, 3]);
  });
});

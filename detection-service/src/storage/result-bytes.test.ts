import { describe, expect, it } from 'vitest';
import { MINUTE } from '../core/time.ts';
import { exampleSeries, exampleStep, START } from './exam/examples.ts';
import { MemoryStorage } from './memory/memory-storage.ts';
import type { SeriesResults } from './ports.ts';
import { ResultBytes } from './result-bytes.ts';

function resultsOf(ordinal: number, times: readonly number[], step = MINUTE): SeriesResults {
  const store = new MemoryStorage();
  for (const [i, time] of times.entries()) {
    const { block, verdicts } = exampleStep(time, [ordinal], { step, revision: i % 7 === 3 ? 2 : 0 });
    store.write(block, verdicts);
  }
  return store.read(exampleSeries(ordinal, { step }), 0, Infinity);
}

const minutes = (count: number): number[] => Array.from({ length: count }, (_, i) => START + i * MINUTE);
const bytes = new ResultBytes();

describe('results as bytes', () => {
  it.each<[string, SeriesResults, number]>([
    ['whole counts', resultsOf(5, minutes(300)), MINUTE],
    ['fractions', resultsOf(1, minutes(300)), MINUTE],
    ['numbers of 32 bits, with gaps', resultsOf(2, minutes(300)), MINUTE],
    ['great negative ones', resultsOf(3, minutes(1_500)), MINUTE],
    ['infinity', resultsOf(4, minutes(300)), MINUTE],
    ['one row', resultsOf(4, minutes(1)), MINUTE],
    ['none', resultsOf(4, []), MINUTE],
    ['years apart', resultsOf(1, [START, START + 5 * MINUTE, START + 1e11]), MINUTE],
    ['steps that do not follow each other', resultsOf(1, [START + 7, START + MINUTE, START + 3 * MINUTE + 1]), MINUTE],
    ['steps of a tenth of a second', resultsOf(1, [START, START + 100, START + 300], 100), 100],
  ])('come back to the last bit: %s', (_, results, step) => {
    const encoded = bytes.encode(results, step);
    expect(encoded.length % 4).toBe(0);
    expect(bytes.decode(encoded, step, 2_000)).toEqual(results);
    // Also from a place in a larger message.
    const message = Buffer.alloc(encoded.length + 3);
    message.set(encoded, 3);
    expect(bytes.decode(message.subarray(3), step, 2_000)).toEqual(results);
  });

  it('are a fraction of the columns', () => {
    const results = resultsOf(5, minutes(1_440));
    const bytesOfRow = 8 + 8 + 1 + 4 + 4 + 4 + 4 + 1 + 4;
    expect(bytes.encode(results, MINUTE).length).toBeLessThan((1_440 * bytesOfRow) / 2);
  });

  it('are refused when they are damaged, cut or too many', () => {
    const encoded = bytes.encode(resultsOf(1, minutes(100)), MINUTE);
    for (let at = 0; at < encoded.length; at += 13) {
      const damaged = encoded.slice();
      damaged[at] = (damaged[at] as number) ^ 0x40;
      // The unit, the first time and nothing else are outside of the checksum.
      if (at < 4 || at >= 16) expect(bytes.decode(damaged, MINUTE, 100), `byte ${at}`).toBeUndefined();
    }
    for (const end of [0, 3, 15, 16, 20, encoded.length - 4]) {
      expect(bytes.decode(encoded.subarray(0, end), MINUTE, 100)).toBeUndefined();
    }
    expect(bytes.decode(encoded, MINUTE, 99)).toBeUndefined();
    expect(bytes.decode(encoded, MINUTE, 100)?.time).toHaveLength(100);
  });
});

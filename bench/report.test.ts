import { describe, expect, it } from 'vitest';
import type { BenchResult } from './bench.ts';
import { markdown, withFigures } from './report.ts';

const result: BenchResult = {
  bench: 'ingest',
  what: '10 series',
  peer: 'a peer',
  ratios: [{ name: 'samples', value: 0.51234, unit: '× peer' }],
  figures: [
    {
      name: 'samples',
      value: 412_345.6,
      unit: 'samples/s',
      target: { kind: 'at least', gate: 300_000, goal: 1_000_000 },
    },
    { name: 'memory', value: 5000, unit: 'bytes', target: { kind: 'at most', gate: 4096 } },
    { name: 'other', value: 1, unit: 's' },
  ],
};

describe('the report of benchmarks', () => {
  it('says of each figure whether it meets its gate and its goal', () => {
    const lines = markdown([result], 'a machine').split('\n');
    expect(lines).toContain('| ingest | samples | 0.5123 × peer |');
    expect(lines).toContain('| ingest | samples | 412,300 samples/s | at least 300,000: met, goal 1,000,000 not met |');
    expect(lines).toContain('| ingest | memory | 5,000 bytes | at most 4,096: **missed** |');
    expect(lines).toContain('| ingest | other | 1 s |  |');
    expect(lines).toContain('- **ingest**: 10 series. Peer: a peer.');
  });

  it('replaces what stands between the marks and nothing else', () => {
    const marks = ['<!-- figures: written by `yarn bench --write` -->', '<!-- end of figures -->'] as const;
    const once = withFigures(`before\n${marks[0]}\n${marks[1]}\nafter\n`, 'old');
    expect(once).toBe(`before\n${marks[0]}\n\nold\n\n${marks[1]}\nafter\n`);
    expect(withFigures(once, 'new')).toBe(once.replace('old', 'new'));
  });

  it('refuses a document without marks', () => {
    expect(() => withFigures('nothing', 'figures')).toThrow('has no lines');
  });
});

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import type { Damage } from '../damage.ts';
import { exampleSeries, exampleStep, seeded, START } from '../exam/examples.ts';
import { openEmbeddedStorage } from './embedded-storage.ts';
import type { EmbeddedStorage } from './embedded-storage.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';

const ORDINALS = Array.from({ length: 300 }, (_, i) => i * 2);
const STEPS = 60;

function filled(path: string): EmbeddedStorage {
  const storage = openEmbeddedStorage(path);
  for (let i = 0; i < STEPS; i++) {
    const { block, verdicts } = exampleStep(START + i * MINUTE, ORDINALS);
    storage.write(block, verdicts);
  }
  return storage;
}

function everything(storage: EmbeddedStorage) {
  return ORDINALS.map((ordinal) => storage.read(exampleSeries(ordinal), START - DAY, START + 2 * DAY));
}

function onlyFile(directory: string, ending: string): string {
  const [name, ...others] = readdirSync(join(directory, 'results')).filter((one) => one.endsWith(ending));
  expect(others).toEqual([]);
  return join(directory, 'results', name ?? '');
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] as number) ^ 0x10;
  writeFileSync(path, bytes);
}

describe('damage', () => {
  it('of any byte of a block is left out and reported by name, and never read as something else', () => {
    using directory = scratchDirectory();
    const storage = filled(directory.path);
    storage.seal();
    const expected = everything(storage);
    storage.close();
    const path = onlyFile(directory.path, '.block');
    const whole = readFileSync(path);
    const random = seeded(21);
    for (let i = 0; i < 30; i++) {
      const damaged = Buffer.from(whole);
      // Every third time near the end, where the index is.
      const at = i % 3 === 0 ? whole.length - 1 - Math.floor(random() * 2_000) : Math.floor(random() * whole.length);
      damaged[at] = (damaged[at] as number) ^ (1 << Math.floor(random() * 8));
      writeFileSync(path, i % 10 === 9 ? whole.subarray(0, at) : damaged);
      const reported: Damage[] = [];
      const reader = openEmbeddedStorage(directory.path, { readOnly: true, onDamage: (one) => reported.push(one) });
      const found = everything(reader);
      reader.close();
      for (const [n, results] of found.entries()) if (results.time.length > 0) expect(results).toEqual(expected[n]);
      const lost = found.filter(({ time }) => time.length === 0).length;
      expect(lost > 0).toBe(reported.length > 0);
      for (const { file } of reported) expect(file).toBe(path);
    }
  }, 60_000);

  it('of a block keeps what can be read when late steps join it, and keeps the file for a person', () => {
    using directory = scratchDirectory();
    const storage = filled(directory.path);
    storage.seal();
    const before = everything(storage);
    storage.close();
    flip(onlyFile(directory.path, '.block'), 5_000);
    const opened = openEmbeddedStorage(directory.path);
    const late = exampleStep(START + 3 * MINUTE, [600, 602], { revision: 1 });
    opened.write(late.block, late.verdicts);
    opened.seal();
    const after = everything(opened);
    const lost = after.filter(({ time }) => time.length === 0).length;
    expect(lost).toBe(1);
    for (const [n, results] of after.entries()) if (results.time.length > 0) expect(results).toEqual(before[n]);
    expect(opened.read(exampleSeries(602), START, START + DAY).time).toHaveLength(1);
    expect(opened.damage).toHaveLength(1);
    onlyFile(directory.path, '.damaged');
    opened.close();
  });

  it('by removal of files is reported and does not stop the store', () => {
    using directory = scratchDirectory();
    const storage = filled(directory.path);
    storage.seal();
    const { block, verdicts } = exampleStep(START + DAY + HOUR, ORDINALS);
    storage.write(block, verdicts);
    storage.close();
    rmSync(onlyFile(directory.path, '.block'));
    rmSync(onlyFile(directory.path, '.open'));
    const opened = openEmbeddedStorage(directory.path);
    opened.write(block, verdicts);
    expect(everything(opened).map(({ time }) => time.length)).toEqual(ORDINALS.map(() => 1));
    expect(opened.damage.map(({ what }) => what)).toEqual(['it is missing and is left out', 'it is missing']);
    opened.close();
  });

  it('of an open file keeps the steps before it', () => {
    using directory = scratchDirectory();
    const storage = filled(directory.path);
    const before = everything(storage);
    storage.close();
    const path = onlyFile(directory.path, '.open');
    const bytes = readFileSync(path);
    // The header of the 31st of 60 equal records.
    flip(path, (bytes.length / STEPS) * 30 + 1);
    const opened = openEmbeddedStorage(directory.path);
    const after = everything(opened);
    for (const [n, { value }] of after.entries()) expect(value).toEqual(before[n]?.value.slice(0, 30));
    expect(opened.damage[0]?.what).toMatch(/^its last \d+ bytes were lost/);
    opened.close();
  });
});

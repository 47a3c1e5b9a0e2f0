import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { HOUR, SECOND, type Millis } from '../../core/time.ts';
import type { Chunk } from './line-chunks.ts';
import { openLogSource } from './log-source.ts';

const T = Date.UTC(2026, 0, 5);
const MIB = 1 << 20;
const folder = mkdtempSync(path.join(tmpdir(), 'weir-log-source-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lines of 100 bytes, so far apart. */
const lines = (count: number, apart: Millis): string =>
  Array.from({ length: count }, (_, i) =>
    `${new Date(T + i * apart).toISOString()} GET /${i} `.padEnd(99, 'x').concat('\n')
  ).join('');

async function chunksOf(name: string, bytes: Buffer): Promise<Chunk[]> {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  const { source } = await openLogSource(file);
  const chunks: Chunk[] = [];
  for await (const chunk of source.chunks) chunks.push(chunk);
  return chunks;
}

const textOf = (chunks: readonly Chunk[]): string => Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();

describe('the chunks of a log', () => {
  it('hold about four MiB where lines are dense', async () => {
    const log = lines(100_000, 1);
    const chunks = await chunksOf('dense.log', Buffer.from(log));
    expect(chunks).toHaveLength(3);
    expect(chunks.slice(0, -1).every(({ bytes }) => Math.abs(bytes.length - 4 * MIB) < 0.1 * MIB)).toBe(true);
    expect(textOf(chunks)).toBe(log);
  });

  it('hold about an hour where they are not, each with the word up to where it goes', async () => {
    const log = lines(20_000, 3 * SECOND);
    const chunks = await chunksOf('sparse.log', Buffer.from(log));
    expect(textOf(chunks)).toBe(log);
    let before = T;
    for (const { bytes, upTo = 0 } of chunks) {
      expect(upTo).toBe(Date.parse(bytes.toString().trimEnd().split('\n').at(-1)?.split(' ')[0] ?? ''));
      expect(upTo - before).toBeLessThan(2 * HOUR);
      before = upTo;
    }
    expect(chunks.length).toBeGreaterThan((20_000 * 3 * SECOND) / (2 * HOUR));
  });

  it('are the same however the log is delivered', async () => {
    const log = Buffer.from(lines(30_000, 2 * SECOND));
    expect(await chunksOf('packed.log.gz', gzipSync(log))).toEqual(await chunksOf('plain.log', log));
  });

  it('end with lines, also where a line is longer than what is looked at, and the last may lack its end', async () => {
    const log = `${lines(1000, SECOND)}${'y'.repeat(200_000)}\n${lines(1000, SECOND)}2026-01-05 no end`;
    const chunks = await chunksOf('long.log', Buffer.from(log));
    expect(textOf(chunks)).toBe(log);
    expect(chunks.slice(0, -1).every(({ bytes }) => bytes.at(-1) === 10)).toBe(true);
  });

  it('cut a line that does not end', async () => {
    const log = `${lines(1, 1)}${'z'.repeat(40 * MIB)}`;
    const chunks = await chunksOf('endless.log', Buffer.from(log));
    expect(chunks.every(({ bytes }) => bytes.length <= 20 * MIB)).toBe(true);
    expect(chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(log.length);
  });
});

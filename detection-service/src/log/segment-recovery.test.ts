import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { collect, newEntry } from './exam.ts';
import type { PlainEntry } from './exam.ts';
import { FaultyFiles } from './faulty-files.ts';
import type { Log } from './log.ts';
import { RECORD_HEAD } from './record.ts';
import { openSegmentLog } from './segment-log.ts';
import type { SegmentLogOptions } from './segment-log.ts';
import type { RecoveryEvent } from './segment-recovery.ts';

const open = (files: FaultyFiles, options: SegmentLogOptions = {}): Promise<Log> =>
  openSegmentLog('/data', { segmentBytes: 1000, files, ...options });

/** A log of three segments, closed or as a killed process leaves it. */
async function threeSegments(
  closed: boolean
): Promise<{ files: FaultyFiles; names: readonly string[]; entries: PlainEntry[] }> {
  const files = new FaultyFiles(seededRandom(1));
  const log = await open(files);
  for (let i = 0; i < 12; i += 1) await log.append(newEntry(`entry ${i} ${'x'.repeat(150)}`));
  const entries = await collect(log, 0);
  if (closed) await log.close();
  const names = await files.list('/data');
  expect(names.length).toBe(3);
  return { files, names, entries };
}

function flip(files: FaultyFiles, path: string, position: number, bits = 0x40): void {
  const content = files.content(path);
  content[position] = (content[position] as number) ^ bits;
  files.damage(path, content);
}

describe('a byte that changed in a closed log', () => {
  it('is noticed wherever it is, and never leads to wrong or missing entries', async () => {
    const { files, names, entries } = await threeSegments(true);
    let refused = 0;
    for (const name of names) {
      const path = `/data/${name}`;
      const sound = files.content(path);
      for (let position = 0; position < sound.length; position += 1) {
        flip(files, path, position, 1 << (position % 8));
        try {
          expect(await collect(await open(files), 0)).toEqual(entries);
        } catch (error) {
          expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining(path) as unknown });
          refused += 1;
        }
        files.damage(path, sound);
      }
    }
    const total = names.reduce((sum, name) => sum + files.content(`/data/${name}`).length, 0);
    // Only the mark at the very end can go without anybody missing it.
    expect(total - refused).toBe(36);
  }, 60_000);

  it('is noticed by a reader when opening did not look there', async () => {
    const { files, names, entries } = await threeSegments(true);
    flip(files, `/data/${names[0]}`, 300);
    const log = await open(files, { verifyFrom: entries.length });
    await expect(collect(log, 0)).rejects.toThrow(/is damaged: .*\(byte 237\)/);
    await expect(open(files, { verifyFrom: 1 })).rejects.toThrow(
      /is damaged: .*0\.log has a checksum that does not match/
    );
  });
});

describe('a log that was not closed', () => {
  it('loses what follows its last whole entry when the tail is cut anywhere, and says so', async () => {
    const { files, names, entries } = await threeSegments(false);
    const path = `/data/${names[2]}`;
    const sound = files.content(path);
    const lastRecord = sound.length - RECORD_HEAD - 'default'.length - (entries[11]?.payload.length ?? 0);
    for (let size = lastRecord + 1; size < sound.length; size += 1) {
      files.damage(path, sound.subarray(0, size));
      const events: RecoveryEvent[] = [];
      const log = await open(files, { report: (event) => events.push(event) });
      expect(await collect(log, 0)).toEqual(entries.slice(0, -1));
      expect(events).toMatchObject([
        { kind: 'torn-tail', file: path, position: lastRecord, bytes: size - lastRecord, nextOffset: 11 },
      ]);
      expect(await log.append(newEntry('next'))).toBe(11);
    }
  });

  it('does not take damage before its last group for a torn tail', async () => {
    const { files, names } = await threeSegments(false);
    flip(files, `/data/${names[2]}`, 36 + 100);
    await expect(open(files)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/byte 36\); entries up to offset 7 are sound.*onCorruption 'truncate'/) as unknown,
      details: [{ found: 'a checksum that does not match' }],
    });
  });

  it('takes a half-written group with whole entries behind the hole for a torn tail', async () => {
    const files = new FaultyFiles(seededRandom(1));
    const log = await open(files, { segmentBytes: 1e6 });
    await log.append(newEntry('promised'));
    const size = log.size;
    await Promise.all(['one', 'two', 'three'].map((text) => log.append(newEntry(text))));
    flip(files, '/data/00000000000000000000.log', size + 40);
    expect((await collect(await open(files), 0)).map((entry) => entry.payload)).toEqual(['promised']);
  });

  it('is not fooled by a sender whose payload looks like the records of a log', async () => {
    const { files, names } = await threeSegments(true);
    const disguise = files.content(`/data/${names[0]}`);
    const other = new FaultyFiles(seededRandom(2));
    const log = await openSegmentLog('/data', { files: other });
    await log.append(newEntry('promised'));
    await log.append(newEntry('', { payload: disguise }));
    flip(other, '/data/00000000000000000000.log', 120);
    expect((await collect(await open(other), 0)).map((entry) => entry.payload)).toEqual(['promised']);
  });
});

describe('missing parts', () => {
  it('refuses when a segment between others is gone', async () => {
    const { files, names } = await threeSegments(true);
    await files.unlink(`/data/${names[1]}`);
    await expect(open(files)).rejects.toThrow('files between are missing');
  });

  it('refuses when an older segment lost its end', async () => {
    const { files, names } = await threeSegments(true);
    const path = `/data/${names[0]}`;
    files.damage(path, files.content(path).subarray(0, -36));
    await expect(open(files)).rejects.toThrow('no mark at its end');
  });

  it('refuses a segment under the name of another', async () => {
    const { files, names } = await threeSegments(true);
    await files.rename(`/data/${names[2]}`, '/data/00000000000000000009.log');
    await expect(open(files)).rejects.toThrow('has a header for offset 8');
  });

  it('leaves other files alone', async () => {
    const { files, entries } = await threeSegments(true);
    await files.create('/data/notes.log');
    expect(await collect(await open(files), 0)).toEqual(entries);
    expect(await files.list('/data')).toContain('notes.log');
  });

  it('refuses the records of a newer version and does not call them damaged', async () => {
    const { files, names } = await threeSegments(true);
    const path = `/data/${names[2]}`;
    const content = files.content(path);
    const { crc32 } = await import('node:zlib');
    content[36 + 8] = 2;
    content.writeUInt32LE(
      crc32(content.subarray(36 + 4, 36 + content.readUInt32LE(36 + 4)), content.readUInt32LE(12)),
      36
    );
    files.damage(path, content);
    await expect(open(files, { onCorruption: 'truncate' })).rejects.toThrow(
      /version 2 at byte 36 .* a newer version of the program/
    );
  });
});

describe("damage with onCorruption 'truncate'", () => {
  it.each([
    ['in the middle of a segment', 1, 300, 5],
    ['in the header of a segment', 1, 20, 4],
    ['in the header of the first segment', 0, 3, 0],
    ['in the first entry', 0, 50, 0],
  ])('keeps what is before it and sets the rest aside: %s', async (_, segment, position, kept) => {
    const { files, names, entries } = await threeSegments(true);
    const path = `/data/${names[segment]}`;
    const sizes = names.map((name) => files.content(`/data/${name}`).length);
    flip(files, path, position);
    const events: RecoveryEvent[] = [];
    const log = await open(files, { onCorruption: 'truncate', report: (event) => events.push(event) });
    expect(await collect(log, 0)).toEqual(entries.slice(0, kept));
    expect(events).toMatchObject([{ kind: 'damage', file: path, nextOffset: kept }]);
    const aside = events[0]?.aside ?? [];
    const bytesAside = aside.reduce((sum, file) => sum + files.content(file).length, 0);
    const bytesKept = (await files.list('/data')).filter((name) => name.endsWith('.log'));
    const total = bytesKept.reduce((sum, name) => sum + files.content(`/data/${name}`).length, bytesAside);
    expect(total).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(await log.append(newEntry('next'))).toBe(kept);
    await log.close();
    expect((await collect(await open(files), 0)).length).toBe(kept + 1);
  });

  it('keeps the offset at which a log without its first segments began', async () => {
    const { files, names } = await threeSegments(true);
    await (await open(files)).retain({ before: 4, now: 0, maxAge: Infinity, maxBytes: 0 });
    flip(files, `/data/${names[1]}`, 0);
    const log = await open(files, { onCorruption: 'truncate' });
    expect([log.firstOffset, log.nextOffset]).toEqual([4, 4]);
    expect(await log.append(newEntry('next'))).toBe(4);
  });

  it.each([
    ['an entry', 300, 1],
    ['the header', 3, 0],
  ])('loses nothing when power goes while damage to %s is set aside', async (_, position, kept) => {
    for (let call = 1; call <= 40; call += 1) {
      const { files, names, entries } = await threeSegments(true);
      flip(files, `/data/${names[0]}`, position);
      files.losePower(call);
      await open(files, { onCorruption: 'truncate' }).catch(() => undefined);
      files.losePower(0);
      files.restorePower();
      const log = await open(files, { onCorruption: 'truncate' });
      expect([log.firstOffset, await collect(log, 0)]).toEqual([0, entries.slice(0, kept)]);
      const aside = (await files.list('/data')).filter((name) => name.endsWith('.cut'));
      const contents = aside.map((name) => files.content(`/data/${name}`));
      for (const { payload } of entries.slice(2)) {
        expect(contents.some((content) => content.includes(payload))).toBe(true);
      }
    }
  });

  it('does not overwrite what was set aside before', async () => {
    const { files, names } = await threeSegments(true);
    for (let i = 0; i < 2; i += 1) {
      flip(files, `/data/${names[0]}`, 0);
      const log = await open(files, { onCorruption: 'truncate' });
      await log.append(newEntry('again'));
      await log.close();
    }
    expect((await files.list('/data')).filter((name) => name.startsWith(`${names[0]}.`))).toEqual([
      `${names[0]}.1.cut`,
      `${names[0]}.cut`,
    ]);
  });
});

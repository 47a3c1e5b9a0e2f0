import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { MAX_PAYLOAD, MAX_TENANT, MAX_WHOLE } from './entry-limits.ts';
import { ENTRY_KINDS } from './log.ts';
import type { Log, LogEntry, NewEntry, Offset } from './log.ts';

/** Where one log lives, for one test. */
export interface LogPlace {
  /** Opens the log; again after a close, the same one. Segments, where there are such, should be about 4 KiB. */
  open(): Promise<Log>;
  dispose(): Promise<void>;
}

/** What an implementation does not promise is not examined. */
export interface LogTraits {
  readonly survivesReopen: boolean;
  /** It has a clock of its own: an entry comes back with the time at which it took it. */
  readonly ownClock?: boolean;
  /** Of a payload, where it is less than an entry may have. */
  readonly maxPayload?: number;
}

const NO_POLICY = { now: 0, maxAge: Infinity, maxBytes: Infinity };

/** Registers the tests that every log sits. */
export function logExam(name: string, prepare: () => Promise<LogPlace>, traits: LogTraits): void {
  const { ownClock = false, maxPayload = MAX_PAYLOAD } = traits;
  const anyTime = ownClock ? { appendTime: expect.any(Number) as number } : {};
  describe(`log exam: ${name}`, () => {
    let place: LogPlace;
    let log: Log;
    beforeEach(async () => {
      place = await prepare();
      log = await place.open();
    });
    afterEach(async () => {
      await log.close();
      await place.dispose();
    });

    it('is empty at first', async () => {
      expect([log.firstOffset, log.nextOffset]).toEqual([0, 0]);
      expect(await collect(log, 0)).toEqual([]);
    });

    it('gives back every field of every kind of entry', async () => {
      const entries = ENTRY_KINDS.flatMap((kind) => [
        newEntry(kind, { kind, tenant: 'default', partitions: 0x80000001, gzip: true }),
        newEntry('', { kind, tenant: 'ténant-☂', partitions: 0, appendTime: MAX_WHOLE }),
        newEntry('x', { kind, tenant: 't'.repeat(MAX_TENANT), appendTime: 0, partitions: 0xffffffff }),
      ]);
      for (const entry of entries) await log.append(entry);
      expect(await collect(log, 0)).toEqual(
        entries.map((entry, offset) => ({ ...plain({ ...entry, offset }), ...anyTime }))
      );
    });

    it('gives a set of partitions with its highest bit back as an unsigned number', async () => {
      await log.append(newEntry('all', { partitions: ~0 }));
      expect((await collect(log, 0)).map((entry) => entry.partitions)).toEqual([0xffffffff]);
    });

    it('gives offsets in the order of the calls, however many wait and however large they are', async () => {
      const sizes = Array.from({ length: 300 }, (_, i) => (i % 37 === 0 ? 20_000 : i % 11));
      const offsets = await Promise.all(sizes.map((size, i) => log.append(newEntry(`${i}:${'x'.repeat(size)}`))));
      expect(offsets).toEqual(sizes.map((_, i) => i));
      expect(log.nextOffset).toBe(300);
      expect((await collect(log, 0)).map((entry) => Number.parseInt(entry.payload, 10))).toEqual(offsets);
    });

    it('reads from any offset', async () => {
      await appendMany(log, 100);
      for (const from of [0, 1, 37, 99, 100]) {
        const offsets = (await collect(log, from)).map((entry) => entry.offset);
        expect(offsets).toEqual(Array.from({ length: 100 - from }, (_, i) => from + i));
      }
    });

    it.each([-1, 4, 1.5, NaN])('refuses to read from %s when it has the offsets 0 to 2', async (from) => {
      await appendMany(log, 3);
      await expect(collect(log, from)).rejects.toMatchObject({ name: 'WeirError', code: 'not_found' });
    });

    it('reads what was durable when the reading was asked for, while entries go on coming', async () => {
      await appendMany(log, 50);
      const entries = log.read(0);
      const writing = appendMany(log, 200);
      const seen = [];
      for await (const entry of entries) seen.push(entry.offset);
      await writing;
      expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i));
      expect((await collect(log, 50)).length).toBe(200);
    });

    it('keeps payloads that a reader holds on to', async () => {
      const random = seededRandom(5);
      const payloads = Array.from({ length: 60 }, () =>
        Buffer.alloc(Math.floor(random() * 9000), Math.floor(random() * 256))
      );
      await Promise.all(payloads.map((payload) => log.append(newEntry('', { payload }))));
      const held: Uint8Array[] = [];
      for await (const entry of log.read(0)) held.push(entry.payload);
      expect(held.map(sha)).toEqual(payloads.map(sha));
    });

    it('takes a payload at the limit', async () => {
      const payload = Buffer.alloc(maxPayload, 7);
      await log.append(newEntry('', { payload }));
      await log.append(newEntry('after'));
      expect((await collect(log, 0)).map((entry) => entry.payload.length)).toEqual([maxPayload, 'after'.length]);
    });

    it.each<[string, string, () => Partial<NewEntry>]>([
      ['too long a tenant', 'tenant', () => ({ tenant: 't'.repeat(MAX_TENANT + 1) })],
      ['no tenant', 'tenant', () => ({ tenant: '' })],
      ['an unknown kind', 'kind', () => ({ kind: 'trace' as never })],
      ['a negative time', 'appendTime', () => ({ appendTime: -1 })],
      ['a time between milliseconds', 'appendTime', () => ({ appendTime: 0.5 })],
      ['more than 32 partitions', 'partitions', () => ({ partitions: 2 ** 32 })],
      ['too large a payload', 'payload', () => ({ payload: new Uint8Array(maxPayload + 1) })],
    ])('refuses an entry with %s and names the field', async (_, path, fields) => {
      const code = path === 'payload' ? 'too_large' : 'invalid_argument';
      await expect(log.append(newEntry('x', fields()))).rejects.toMatchObject({ code, details: [{ path }] });
      expect(await log.append(newEntry('next'))).toBe(0);
    });

    it('takes nothing more once it is closed, and can be closed twice', async () => {
      const waiting = log.append(newEntry('waits'));
      await log.close();
      expect(await waiting).toBe(0);
      await expect(log.append(newEntry('late'))).rejects.toMatchObject({ code: 'unavailable' });
      await log.close();
    });

    it('forgets nothing that is young and within the size', async () => {
      await appendMany(log, 200);
      expect(await log.retain({ ...NO_POLICY, before: 200 })).toBe(0);
      expect(log.firstOffset).toBe(0);
    });

    it.each([
      ['age', { now: (ownClock ? Date.now() : 0) + 1_000_000, maxAge: 0, maxBytes: Infinity }],
      ['size', { now: 0, maxAge: Infinity, maxBytes: 0 }],
    ])('forgets by %s, but nothing from `before` on', async (_, policy) => {
      await appendMany(log, 200);
      const size = log.size;
      expect(await log.retain({ ...policy, before: 0 })).toBe(0);
      expect(await log.retain({ ...policy, before: 120 })).toBeGreaterThan(0);
      expect(log.firstOffset).toBeGreaterThan(0);
      expect(log.firstOffset).toBeLessThanOrEqual(120);
      expect(log.size).toBeLessThan(size);
      expect((await collect(log, log.firstOffset)).at(-1)?.offset).toBe(199);
      await expect(collect(log, 0)).rejects.toMatchObject({ code: 'not_found' });
      expect(await log.append(newEntry('next'))).toBe(200);
    });

    it('forgets only what is older than the age', async () => {
      for (let i = 0; i < 200; i += 1) {
        if (ownClock && i === 100) await new Promise((resolve) => setTimeout(resolve, 10));
        await log.append(newEntry('x'.repeat(100), { appendTime: 1000 + i }));
      }
      const [entry] = await collect(log, 100);
      const now = (entry?.appendTime ?? NaN) + 100;
      await log.retain({ before: 200, now, maxAge: 100, maxBytes: Infinity });
      expect(log.firstOffset).toBeGreaterThan(0);
      expect(log.firstOffset).toBeLessThanOrEqual(100);
    });

    if (traits.survivesReopen) registerReopening();

    function registerReopening(): void {
      const reopen = async (): Promise<void> => {
        await log.close();
        log = await place.open();
      };

      it('has after a reopening what it had before, and goes on', async () => {
        await appendMany(log, 150);
        const before = await collect(log, 0);
        await reopen();
        expect(log.nextOffset).toBe(150);
        expect(await collect(log, 0)).toEqual(before);
        expect(await appendMany(log, 10)).toEqual(Array.from({ length: 10 }, (_, i) => 150 + i));
        await reopen();
        expect((await collect(log, 0)).slice(0, 150)).toEqual(before);
        expect((await collect(log, 155)).map((entry) => entry.offset)).toEqual([155, 156, 157, 158, 159]);
      });

      it('stays as it is when it is opened and closed without an entry', async () => {
        for (let i = 0; i < 3; i += 1) await reopen();
        expect(log.nextOffset).toBe(0);
        await appendMany(log, 3);
        await reopen();
        const { size } = log;
        for (let i = 0; i < 3; i += 1) await reopen();
        expect([log.nextOffset, log.size]).toEqual([3, size]);
      });

      it('has forgotten after a reopening what it had forgotten before', async () => {
        await appendMany(log, 200);
        await log.retain({ before: 120, now: 0, maxAge: Infinity, maxBytes: 0 });
        const { firstOffset } = log;
        await reopen();
        expect(log.firstOffset).toBe(firstOffset);
        expect((await collect(log, firstOffset)).length).toBe(200 - firstOffset);
      });
    }
  });
}

/** An entry of 'default' at a fixed time with the text as its payload, and whatever fields differ. */
export function newEntry(text: string, fields: Partial<NewEntry> = {}): NewEntry {
  const payload = Buffer.from(text);
  return { kind: 'metrics', tenant: 'default', appendTime: 1000, partitions: 1, gzip: false, payload, ...fields };
}

/** An entry with its payload as text, so that tests can compare it. */
export type PlainEntry = Omit<LogEntry, 'payload'> & { readonly payload: string };

/** All entries from an offset on. */
export async function collect(log: Log, from: Offset): Promise<PlainEntry[]> {
  const entries: PlainEntry[] = [];
  for await (const entry of log.read(from)) entries.push(plain(entry));
  return entries;
}

function plain(entry: LogEntry): PlainEntry {
  return { ...entry, payload: Buffer.from(entry.payload).toString('latin1') };
}

async function appendMany(log: Log, count: number): Promise<Offset[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => log.append(newEntry(`entry ${i} ${'x'.repeat(i)}`))));
}

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

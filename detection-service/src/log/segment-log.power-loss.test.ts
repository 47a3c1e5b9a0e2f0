import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { collect, newEntry } from './exam.ts';
import type { PlainEntry } from './exam.ts';
import { FaultyFiles, POWER_LOST } from './faulty-files.ts';
import type { FaultyOperation } from './faulty-files.ts';
import type { Log, Offset } from './log.ts';
import { openSegmentLog } from './segment-log.ts';

/** What senders know: what they sent, and which offsets they were promised. */
class Ledger {
  readonly random: () => number;
  readonly sent = new Map<string, { tenant: string; kind: string; appendTime: number }>();
  readonly promised = new Map<Offset, string>();
  forgottenBelow: Offset = 0;
  #count = 0;

  constructor(random: () => number) {
    this.random = random;
  }

  /** Sends one entry with a payload that no other has. */
  async send(log: Log): Promise<void> {
    const { random } = this;
    this.#count += 1;
    const length = Math.floor(random() ** 3 * 3000);
    const text = `${this.#count}:${String.fromCharCode(97 + Math.floor(random() * 26)).repeat(length)}`;
    const fields = { tenant: `t${Math.floor(random() * 3)}`, kind: 'metrics', appendTime: this.#count } as const;
    this.sent.set(text, fields);
    this.promised.set(await log.append(newEntry(text, fields)), text);
  }

  /** Everything promised is there; everything there was sent and is whole; and from now on all of it is promised. */
  check(log: Log, entries: readonly PlainEntry[]): void {
    expect(log.firstOffset).toBeLessThanOrEqual(this.forgottenBelow);
    expect(entries.map((entry) => entry.offset)).toEqual(entries.map((_, i) => log.firstOffset + i));
    for (const entry of entries) expect(entry).toMatchObject(this.sent.get(entry.payload) ?? { payload: 'never sent' });
    const found = new Map(entries.map((entry) => [entry.offset, entry.payload]));
    for (const [offset, text] of this.promised) {
      if (offset >= log.firstOffset) expect(found.get(offset)?.slice(0, 40)).toBe(text.slice(0, 40));
    }
    for (const [offset, text] of found) this.promised.set(offset, text);
  }

  /** Sends for a while, several at a time, now and then forgetting old segments. Never fails. */
  async sendFor(log: Log, rounds: number): Promise<string[]> {
    const errors: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const sends = Array.from({ length: 1 + Math.floor(this.random() * 5) }, () => this.send(log));
      for (const result of await Promise.allSettled(sends)) {
        if (result.status === 'rejected') errors.push((result.reason as { code: string }).code);
      }
      if (this.random() < 0.1) {
        const before = Math.max(log.firstOffset, log.nextOffset - 20);
        this.forgottenBelow = Math.max(this.forgottenBelow, before);
        await log.retain({ before, now: 0, maxAge: Infinity, maxBytes: 0 }).catch(() => undefined);
      }
    }
    return errors;
  }
}

const openOn = (files: FaultyFiles): Promise<Log> => openSegmentLog('/data', { segmentBytes: 4096, files });

/** Opens the log, also when the power goes while it is being opened. */
async function openAfterLosses(files: FaultyFiles, random: () => number): Promise<Log> {
  for (let losses = 0; ; losses += 1) {
    files.restorePower();
    if (losses < 3 && random() < 0.4) files.losePower(1 + Math.floor(random() * 12));
    try {
      const log = await openOn(files);
      files.losePower(Infinity);
      return log;
    } catch (error) {
      expect(error).toMatchObject({ code: 'unavailable', cause: { code: POWER_LOST } });
    }
  }
}

const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('a disk that loses power', () => {
  it.each(seeds(200))('keeps what was promised, whole and in order (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const files = new FaultyFiles(random);
    const ledger = new Ledger(random);
    for (let cycle = 0; cycle < 4; cycle += 1) {
      const log = await openAfterLosses(files, random);
      ledger.check(log, await collect(log, log.firstOffset));
      files.losePower(1 + Math.floor(random() * 120));
      await ledger.sendFor(log, 30);
      if (random() < 0.5) await log.close().catch(() => undefined);
      files.losePower(0);
    }
    const log = await openAfterLosses(files, random);
    ledger.check(log, await collect(log, log.firstOffset));
  });
});

describe('a disk that fails', () => {
  const operations: FaultyOperation[] = ['create', 'write', 'truncate', 'sync', 'syncDirectory', 'unlink'];

  it.each(seeds(200))(
    'keeps what was promised through I/O errors, full disks and power losses (seed %i)',
    async (seed) => {
      const random = seededRandom(1000 + seed);
      const files = new FaultyFiles(random);
      const ledger = new Ledger(random);
      for (let cycle = 0; cycle < 4; cycle += 1) {
        const log = await openAfterLosses(files, random);
        ledger.check(log, await collect(log, log.firstOffset));
        const operation = operations[Math.floor(random() * operations.length)] as FaultyOperation;
        files.plant({ operation, at: 1 + Math.floor(random() * 15), code: random() < 0.7 ? 'EIO' : 'ENOSPC' });
        if (random() < 0.5) files.capacity = Math.floor(random() * 20_000);
        const errors = await ledger.sendFor(log, 20);
        expect(new Set([...errors, 'unavailable'])).toEqual(new Set(['unavailable']));
        // What is promised can be read even from a log that takes nothing more.
        ledger.check(log, await collect(log, log.firstOffset));
        files.clearFaults();
        files.capacity = Infinity;
        await ledger.sendFor(log, 3);
        if (random() < 0.5) await log.close();
        if (random() < 0.5) files.losePower(0);
      }
      const log = await openAfterLosses(files, random);
      ledger.check(log, await collect(log, log.firstOffset));
    }
  );
});

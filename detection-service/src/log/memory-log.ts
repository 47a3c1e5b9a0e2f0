/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous, memory is not */
import { WeirError } from '../core/errors.ts';
import { checkEntry } from './entry-limits.ts';
import type { Log, LogEntry, NewEntry, Offset } from './log.ts';

/**
 * A log in memory, for a replay or a test, where nothing has to survive. Each entry counts as a segment of its own; the
 * payloads are not copied.
 */
export function openMemoryLog(): Log {
  return new MemoryLog();
}

class MemoryLog implements Log {
  firstOffset: Offset = 0;
  size = 0;
  #entries: LogEntry[] = [];
  #closed = false;

  get nextOffset(): Offset {
    return this.firstOffset + this.#entries.length;
  }

  async append(entry: NewEntry): Promise<Offset> {
    checkEntry(entry);
    if (this.#closed) throw new WeirError('unavailable', 'the log is closed');
    const offset = this.nextOffset;
    const { kind, tenant, appendTime, partitions, payload, gzip } = entry;
    this.#entries.push({ offset, kind, tenant, appendTime, partitions: partitions >>> 0, payload, gzip });
    this.size += payload.length;
    return offset;
  }

  read(from: Offset): AsyncIterable<LogEntry> {
    const { firstOffset, nextOffset } = this;
    if (!Number.isInteger(from) || from < firstOffset || from > nextOffset) {
      const expected = `an offset from ${firstOffset} to ${nextOffset}`;
      throw new WeirError('not_found', `the log has no entry ${from}: ask for ${expected}`, [
        { path: 'from', expected, found: String(from) },
      ]);
    }
    return iterate(this.#entries.slice(from - firstOffset));
  }

  async retain({ before, now, maxAge, maxBytes }: Parameters<Log['retain']>[0]): Promise<number> {
    let count = 0;
    let { size } = this;
    for (const { offset, appendTime, payload } of this.#entries) {
      if (offset >= before || (now - appendTime <= maxAge && size <= maxBytes)) break;
      size -= payload.length;
      count += 1;
    }
    this.#entries = this.#entries.slice(count);
    this.firstOffset += count;
    this.size = size;
    return count;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

async function* iterate(entries: readonly LogEntry[]): AsyncGenerator<LogEntry, void, undefined> {
  yield* entries;
}

import { Agent, request } from 'node:http';
import { WeirError } from '../../core/errors.ts';
import { freeBuffer } from '../../core/free-buffer.ts';
import type { Millis } from '../../core/time.ts';
import type { Chunk } from './line-chunks.ts';
import type { LogSource } from './log-source.ts';

/** Where lines go: the line endpoint of a collector's `api_telemetry` receiver. */
export interface LineEndpoint {
  readonly host: string;
  readonly port: number;
}

/** A source together with what its lines are to be called. */
export interface FeedSource {
  readonly source: LogSource;
  /** Source id, unique in a replay. */
  readonly id: string;
  /** `service.name` for lines that do not say. */
  readonly service: string;
  /** Time of its first line. */
  readonly first: Millis | undefined;
}

/** What the receiver said of all lines together. */
export interface FeedCounts {
  /** Lines that it took; among them `unparsed` that it did not understand and keeps as text. */
  accepted: number;
  unparsed: number;
}

interface Cursor {
  readonly feed: FeedSource;
  next: Chunk | undefined;
  upTo: Millis;
  chunk: number;
}

/**
 * Sends the lines of all sources to the receiver, always from the one that is furthest behind in event time, each
 * with the word up to where it has been read: so the service can merge them by event time. Every request carries an
 * idempotency key and is repeated while the receiver asks to wait.
 */
export async function feed(
  endpoint: LineEndpoint,
  run: string,
  sources: readonly FeedSource[],
  progress: (counts: FeedCounts) => void
): Promise<FeedCounts> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const counts: FeedCounts = { accepted: 0, unparsed: 0 };
  const send = async (cursor: Cursor, body: Buffer, ended: boolean): Promise<void> => {
    const answer = await post(endpoint, agent, body, {
      'content-type': 'text/plain; charset=utf-8',
      'idempotency-key': `${run}-${cursor.feed.id}-${cursor.chunk++}`,
      'weir-service': cursor.feed.service,
      'weir-source': cursor.feed.id,
      'weir-source-mode': 'history',
      ...(Number.isFinite(cursor.upTo) ? { 'weir-received-up-to': String(cursor.upTo) } : {}),
      ...(ended ? { 'weir-source-ended': 'true' } : {}),
    });
    counts.accepted += answer.accepted;
    counts.unparsed += answer.unparsed;
    progress(counts);
  };
  try {
    const cursors = await Promise.all(sources.map(open));
    // Every source is announced before the first one moves, so that none is left out of the watermark; the earliest
    // first, because the watermark never goes back.
    for (const cursor of cursors.toSorted(byTime)) await send(cursor, Buffer.alloc(0), false);
    let reading = cursors;
    while (reading.length > 0) {
      const behind = reading.reduce((a, b) => (b.upTo < a.upTo ? b : a));
      const chunk = behind.next;
      const following = behind.feed.source.chunks.next();
      behind.upTo = Math.max(behind.upTo, chunk?.upTo ?? -Infinity);
      // The next chunk is read while this one is on its way; whether it is the last one shows only then.
      if (chunk) {
        await send(behind, chunk.bytes, false);
        freeBuffer(chunk.bytes);
      }
      const { value, done } = await following;
      behind.next = done ? undefined : value;
      if (behind.next === undefined) {
        await send(behind, Buffer.alloc(0), true);
        reading = reading.filter((cursor) => cursor !== behind);
      }
    }
  } finally {
    agent.destroy();
  }
  return counts;
}

function byTime(a: Cursor, b: Cursor): number {
  return Number(a.upTo > b.upTo) - Number(a.upTo < b.upTo);
}

async function open(feed: FeedSource): Promise<Cursor> {
  const { value, done } = await feed.source.chunks.next();
  return { feed, next: done ? undefined : value, upTo: feed.first ?? -Infinity, chunk: 0 };
}

const RETRY_MS = 200;
const GIVE_UP_MS = 60_000;

/** Posts one body; waits and repeats on 429 and 503 and on a broken connection. */
async function post(
  endpoint: LineEndpoint,
  agent: Agent,
  body: Buffer,
  headers: Record<string, string>
): Promise<{ accepted: number; unparsed: number }> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (;;) {
    const answer = await attempt(endpoint, agent, body, headers).catch((error: unknown) => ({
      status: 503,
      text: error instanceof Error ? error.message : String(error),
    }));
    if (answer.status === 200) return JSON.parse(answer.text) as { accepted: number; unparsed: number };
    const wait = answer.status === 503 || answer.status === 429 || answer.status === 409;
    if (!wait || Date.now() > deadline) {
      throw new WeirError(
        'unavailable',
        `The collector refused lines (${answer.status}): ${answer.text.slice(0, 500)}`
      );
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function attempt(
  endpoint: LineEndpoint,
  agent: Agent,
  body: Buffer,
  headers: Record<string, string>
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const call = request(
    { ...endpoint, path: '/v1/lines', method: 'POST', agent, headers: { ...headers, 'content-length': body.length } },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    }
  );
  call.on('error', reject);
  call.end(body);
  return promise;
}

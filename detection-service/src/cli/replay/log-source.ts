import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { WeirError } from '../../core/errors.ts';
import { HOUR, type Millis } from '../../core/time.ts';
import { lineTime } from './line-time.ts';
import type { Stretch } from './step-choice.ts';

/** A run of whole lines, as they stand in the log. */
export interface Chunk {
  readonly bytes: Buffer;
  /** The latest time that its last lines name; that of the chunk before where they name none. */
  readonly upTo: Millis | undefined;
}

/** A log to replay: a plain or gzipped file, or standard input. */
export interface LogSource {
  /** What messages call it. */
  readonly name: string;
  /** Compressed size in bytes, for the progress bar; undefined for a stream. */
  readonly size: number | undefined;
  /** Bytes of the file that have been read; 0 for a stream. */
  readonly taken: () => number;
  readonly chunks: AsyncGenerator<Chunk, void, undefined>;
}

/** What a look at a log tells before it is read: its first and last time, and stretches of the times of its lines. */
export interface Preview {
  readonly first: Millis | undefined;
  readonly last: Millis | undefined;
  readonly stretches: readonly Stretch[];
}

const CHUNK_BYTES = 4 << 20;
/** A chunk ends where its lines have come so far in event time; looked at after every piece. */
const CHUNK_SPAN = HOUR;
const PIECE_BYTES = 64 << 10;
/** No line is longer than a chunk may grow; the receiver cuts lines far below this. */
const MAX_CHUNK_BYTES = 16 << 20;
const WINDOW_BYTES = 256 << 10;
const WINDOWS = 64;
/** What is read ahead of a stream or a gzipped file to learn its density. */
const AHEAD_BYTES = 24 << 20;
const GZIP = Buffer.from([0x1f, 0x8b]);

/** Opens `name` (`-` is standard input) and looks at it. Throws `WeirError` when it cannot be read or is no text. */
export async function openLogSource(name: string): Promise<{ source: LogSource; preview: Preview }> {
  if (name === '-') {
    const input = process.stdin;
    return streamed('standard input', undefined, () => 0, input);
  }
  const { size, head } = await inspect(name);
  refuseForeign(name, head);
  const file = createReadStream(name, { highWaterMark: 1 << 20 });
  const taken = (): number => file.bytesRead;
  if (head.subarray(0, 2).equals(GZIP)) {
    const unpacked = pipeline(file, createGunzip({ chunkSize: 1 << 20 }), () => undefined);
    return streamed(path.basename(name), size, taken, unpacked);
  }
  const source = { name: path.basename(name), size, taken, chunks: chunked(name, file) };
  return { source, preview: await previewFile(name, size) };
}

async function inspect(name: string): Promise<{ size: number; head: Buffer }> {
  try {
    const { size } = await stat(name);
    const file = await open(name);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
      return { size, head: buffer.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WeirError('invalid_argument', `${name} cannot be read: ${reason}.`, [], { cause: error });
  }
}

/** Sentences for what people try first and what cannot work. */
function refuseForeign(name: string, head: Buffer): void {
  const foreign: readonly [string, readonly number[], string][] = [
    ['UTF-16 text', [0xff, 0xfe], 'convert it with `iconv -f UTF-16 -t UTF-8`'],
    ['UTF-16 text', [0xfe, 0xff], 'convert it with `iconv -f UTF-16 -t UTF-8`'],
    ['compressed with zstd', [0x28, 0xb5, 0x2f, 0xfd], 'pipe it: `zstdcat FILE | … replay -`'],
    ['compressed with bzip2', [0x42, 0x5a, 0x68], 'pipe it: `bzcat FILE | … replay -`'],
    ['compressed with xz', [0xfd, 0x37, 0x7a, 0x58], 'pipe it: `xzcat FILE | … replay -`'],
    ['a zip archive', [0x50, 0x4b, 0x03, 0x04], 'unpack it first'],
  ];
  for (const [what, magic, advice] of foreign) {
    if (!head.subarray(0, magic.length).equals(Buffer.from(magic))) continue;
    throw new WeirError('invalid_argument', `${name} is ${what}: ${advice}.`, [
      { path: name, expected: 'plain text or gzip', found: what },
    ]);
  }
}

/** A source that can be read only once: the preview is taken from what is read ahead. */
async function streamed(
  name: string,
  size: number | undefined,
  taken: () => number,
  stream: Readable
): Promise<{ source: LogSource; preview: Preview }> {
  const chunks = chunked(name, stream);
  const ahead: Chunk[] = [];
  let bytes = 0;
  while (bytes < AHEAD_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    ahead.push(next.value);
    bytes += next.value.bytes.length;
  }
  const all = timesOf(Buffer.concat(ahead.map((chunk) => chunk.bytes)));
  async function* rejoined(): AsyncGenerator<Chunk, void, undefined> {
    yield* ahead.splice(0);
    yield* chunks;
  }
  const preview = { first: all[0], last: all[all.length - 1], stretches: [all] };
  return { source: { name, size, taken, chunks: rejoined() }, preview };
}

/** Looks at windows spread evenly over a plain file; a small file is looked at whole. */
async function previewFile(name: string, size: number): Promise<Preview> {
  const file = await open(name);
  try {
    const whole = size <= WINDOWS * WINDOW_BYTES;
    const length = whole ? size : WINDOW_BYTES;
    const starts = whole
      ? [0]
      : Array.from({ length: WINDOWS }, (_, i) => Math.floor((i * (size - length)) / (WINDOWS - 1)));
    const stretches: Stretch[] = [];
    for (const start of starts) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      stretches.push(timesOf(buffer.subarray(0, bytesRead)));
    }
    return { first: stretches[0]?.[0], last: stretches.at(-1)?.at(-1), stretches };
  } finally {
    await file.close();
  }
}

/**
 * Cuts a stream at line ends into chunks, of about four MiB where lines are dense and of about an hour where they are
 * not, so that event time passes as if the lines were written now. Where it cuts depends on what the lines say and not on
 * how the stream delivers them.
 */
async function* chunked(name: string, stream: Readable): AsyncGenerator<Chunk, void, undefined> {
  let pending: Buffer = Buffer.alloc(0);
  let pieces: Buffer[] = [];
  let length = 0;
  let from: Millis | undefined;
  let upTo: Millis | undefined;
  const add = (piece: Buffer): void => {
    pieces.push(piece);
    length += piece.length;
    upTo = latest(upTo, lastTime(piece));
    from ??= upTo;
  };
  const isFull = (): boolean => length >= CHUNK_BYTES || (upTo ?? 0) - (from ?? 0) >= CHUNK_SPAN;
  const take = (): Chunk => {
    const chunk = { bytes: Buffer.concat(pieces), upTo };
    [pieces, length, from] = [[], 0, upTo];
    return chunk;
  };
  try {
    for await (const data of stream as AsyncIterable<Buffer>) {
      pending = pending.length === 0 ? data : Buffer.concat([pending, data]);
      for (let end = pieceEnd(pending); end > 0; end = pieceEnd(pending)) {
        add(pending.subarray(0, end));
        pending = pending.subarray(end);
        if (isFull()) yield take();
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WeirError('invalid_argument', `${name} cannot be read to its end: ${reason}.`, [], { cause: error });
  }
  if (pending.length > 0) add(pending);
  if (length > 0) yield take();
}

/** Where the first piece of whole lines ends, 0 when there is not enough for one; a line that does not end is cut. */
function pieceEnd(bytes: Buffer): number {
  if (bytes.length < PIECE_BYTES) return 0;
  const before = bytes.lastIndexOf(10, PIECE_BYTES - 1) + 1;
  const end = before > 0 ? before : bytes.indexOf(10, PIECE_BYTES) + 1;
  if (end > MAX_CHUNK_BYTES || (end === 0 && bytes.length >= MAX_CHUNK_BYTES)) return MAX_CHUNK_BYTES;
  return end;
}

function timesOf(bytes: Buffer): Millis[] {
  const times: Millis[] = [];
  for (const line of bytes.toString('latin1').split('\n')) {
    const time = lineTime(line);
    if (time !== undefined) times.push(time);
  }
  return times;
}

/** The latest time among the last lines of a chunk: servers write lines slightly out of order. */
function lastTime(bytes: Buffer): Millis | undefined {
  const tail = bytes
    .toString('latin1', Math.max(0, bytes.length - 16_384))
    .split('\n')
    .slice(-20);
  return tail.map(lineTime).reduce(latest, undefined);
}

function latest(a: Millis | undefined, b: Millis | undefined): Millis | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}

import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { WeirError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { lineChunks, type Chunk } from './line-chunks.ts';
import { lineTime } from './line-time.ts';
import type { Stretch } from './step-choice.ts';

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

const READ_BYTES = 1 << 20;
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
  if (head.subarray(0, 2).equals(GZIP)) {
    const file = createReadStream(name, { highWaterMark: READ_BYTES });
    const unpacked = pipeline(file, createGunzip({ chunkSize: READ_BYTES }), () => undefined);
    return streamed(path.basename(name), size, () => file.bytesRead, unpacked);
  }
  let read = 0;
  const chunks = lineChunks(
    name,
    readFile(name, (bytes) => (read += bytes))
  );
  const source = { name: path.basename(name), size, taken: () => read, chunks };
  return { source, preview: await previewFile(name, size) };
}

/** The bytes of a file, piece by piece in the same buffer, so that each holds only until the next is asked for. */
async function* readFile(name: string, progress: (bytes: number) => void): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(name);
  try {
    const buffer = Buffer.alloc(READ_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES);
      if (bytesRead === 0) return;
      progress(bytesRead);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
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
  const chunks = lineChunks(name, stream as AsyncIterable<Buffer>);
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

function timesOf(bytes: Buffer): Millis[] {
  const times: Millis[] = [];
  for (const line of bytes.toString('latin1').split('\n')) {
    const time = lineTime(line);
    if (time !== undefined) times.push(time);
  }
  return times;
}

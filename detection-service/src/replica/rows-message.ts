import Type, { type Static } from 'typebox';
import { WeirError } from '../core/errors.ts';
import type { Millis } from '../core/time.ts';
import { ResultBytes } from '../storage/result-bytes.ts';
import type { SeriesResults } from '../storage/ports.ts';

/**
 * What replicas say to each other about results: which series and spans are wanted, as JSON, and their rows, as bytes.
 * Both name their version: replicas of two versions run beside each other while one replaces the other.
 */

export const ROWS_PATH = '/internal/v1/rows';
export const ROWS_TYPE = 'application/vnd.weir.rows';
const VERSION = 1;
/** `WRWS`, little-endian. */
const MAGIC = 0x53575257;
/** Magic, version, series. */
const HEAD_WORDS = 3;

/** Most series and rows of one request; whoever wants more asks several times. */
export const MOST_SERIES = 1_000;
export const MOST_ROWS = 500_000;

/** Rows of one series in `[from, to)`. */
export interface WantedRows {
  readonly partition: number;
  readonly seriesId: string;
  /** Step of the series. */
  readonly step: Millis;
  readonly from: Millis;
  readonly to: Millis;
}

/** A request as it is sent. */
export const RowsRequest = Type.Object(
  {
    version: Type.Literal(VERSION),
    tenant: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }),
    /** How many partitions there are, as the one who asks has it: otherwise both mean different ones. */
    partitions: Type.Integer({ minimum: 1, maximum: 1_024 }),
    wanted: Type.Array(
      Type.Object(
        {
          partition: Type.Integer({ minimum: 0, maximum: 1_023 }),
          seriesId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
          step: Type.Integer({ minimum: 1 }),
          from: Type.Number(),
          to: Type.Number(),
        },
        { additionalProperties: false }
      ),
      { minItems: 1, maxItems: 100_000 }
    ),
  },
  { additionalProperties: false }
);
export type RowsRequest = Static<typeof RowsRequest>;

export function encodeRequest(tenant: string, partitions: number, wanted: readonly WantedRows[]): string {
  const request: RowsRequest = {
    version: VERSION,
    tenant,
    partitions,
    wanted: wanted.map(({ partition, seriesId, step, from, to }) => ({ partition, seriesId, step, from, to })),
  };
  return JSON.stringify(request);
}

/** The answer: a head, how long each part is, and the parts in the order of the request. */
export function encodeAnswer(parts: readonly Uint8Array[]): Buffer {
  const head = Uint32Array.of(MAGIC, VERSION, parts.length, ...parts.map(({ length }) => length));
  return Buffer.concat([new Uint8Array(head.buffer), ...parts]);
}

/**
 * The rows of an answer, in the order of what was wanted.
 * @throws {WeirError} `unavailable` when it is no such answer, or one of another version
 */
export function decodeAnswer(answer: Uint8Array, wanted: readonly WantedRows[]): SeriesResults[] {
  const head = HEAD_WORDS * 4;
  const words = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  if (answer.length < head + wanted.length * 4 || words.getUint32(0, true) !== MAGIC)
    throw broken('it is something else');
  if (words.getUint32(4, true) !== VERSION) throw broken(`it is of version ${words.getUint32(4, true)}`);
  if (words.getUint32(8, true) !== wanted.length) throw broken('it is about other series');
  const codec = new ResultBytes();
  let at = head + wanted.length * 4;
  return wanted.map(({ step }, i) => {
    const length = words.getUint32(head + i * 4, true);
    if (at + length > answer.length) throw broken('it was cut');
    const rows = codec.decode(answer.subarray(at, at + length), step, MOST_ROWS);
    if (rows === undefined) throw broken('its rows are damaged');
    at += length;
    return rows;
  });
}

function broken(why: string): WeirError {
  return new WeirError('unavailable', `its answer cannot be read: ${why}`);
}

import { crc32 } from 'node:zlib';
import Type from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { WeirError } from '../../core/errors.ts';

/** The newest format that this version of Weir reads, and the one that it writes. */
export const FORMAT = 1;

/** A stretch of a file, one after the other, each an object of its own. The checksum is the CRC-32 of the object. */
const PieceSchema = Type.Object({
  object: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  checksum: Type.Integer({ minimum: 0 }),
});
const FileSchema = Type.Object({
  /** In the working directory; nothing else is ever written there. */
  path: Type.String({ pattern: '^(metadata\\.sqlite|(results|step-states|snapshots)/[0-9A-Za-z][0-9A-Za-z._-]*)$' }),
  /** Of the file itself, unpacked. */
  bytes: Type.Integer({ minimum: 0 }),
  packed: Type.Optional(Type.Literal('zstd')),
  /** A block: the time that it covers, `[from, to)`. */
  from: Type.Optional(Type.Number()),
  to: Type.Optional(Type.Number()),
  pieces: Type.Array(PieceSchema),
});
const ManifestSchema = Type.Object({
  format: Type.Literal(FORMAT),
  partition: Type.String(),
  /** Of the snapshot: the next entry of the log to apply. */
  offset: Type.Integer({ minimum: 0 }),
  writer: Type.String(),
  files: Type.Array(FileSchema),
});

export type Piece = Static<typeof PieceSchema>;
export type ArchivedFile = Static<typeof FileSchema>;
/** One consistent picture of a partition's working directory. */
export type Manifest = Static<typeof ManifestSchema>;

/** Where the manifests of a partition are. */
export function manifestFolder(partition: string): string {
  return `${partition}/manifests`;
}

/** Names sort by offset; of one writer by time too. */
export function manifestName(partition: string, offset: number, writer: string, sequence: number): string {
  const [at, number] = [String(offset).padStart(16, '0'), String(sequence).padStart(6, '0')];
  return `${manifestFolder(partition)}/${at}-${writer}-${number}.json`;
}

/** The offset that a name says; `undefined` when it is no manifest's. */
export function offsetOfName(name: string): number | undefined {
  const digits = /\/(\d{16})-[^/]+\.json$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A line with the format and the checksum of what follows, then the manifest as JSON. */
export function encodeManifest(manifest: Manifest): Buffer {
  const body = Buffer.from(JSON.stringify(manifest));
  return Buffer.concat([Buffer.from(`${JSON.stringify({ format: FORMAT, checksum: crc32(body) })}\n`), body]);
}

/**
 * The manifest, or a sentence that says what is wrong with it. Throws `unavailable` when a newer version of Weir has
 * written it: what is older is then not what this partition is at.
 */
export function decodeManifest(name: string, bytes: Uint8Array): Manifest | string {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = all.indexOf('\n');
  const head = parsed(all.subarray(0, Math.max(0, end)).toString()) as { format?: unknown; checksum?: unknown };
  if (typeof head?.format === 'number' && head.format > FORMAT) throw newer(name, head.format);
  const body = all.subarray(end + 1);
  if (head?.checksum !== crc32(body)) return `${name} is damaged`;
  const manifest = parsed(body.toString());
  return Value.Check(ManifestSchema, manifest) ? manifest : `${name} is not a manifest`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function newer(name: string, format: number): WeirError {
  return new WeirError(
    'unavailable',
    `${name} was written by a newer version of Weir: run that version on all replicas, or remove what it has written`,
    [{ path: 'format', expected: `at most ${FORMAT}`, found: String(format) }]
  );
}

import { ProtoWriter } from '../ingest/proto-writer.ts';

/** Bytes of a tag and a length, at most. */
const HEAD = 12;

/** A length-delimited field of protobuf: tag, length, bytes. */
export function messageField(field: number, message: Uint8Array): Uint8Array {
  const out = new ProtoWriter(message.length + HEAD);
  out.bytes(field, message);
  return out.finish();
}

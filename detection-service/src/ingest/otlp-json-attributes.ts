import type { JsonObject, JsonPath } from './json-path.ts';
import type { ProtoWriter } from './proto-writer.ts';

const INT64_MIN = -0x8000_0000_0000_0000n;
const INT64_MAX = 0x7fff_ffff_ffff_ffffn;
/** Arrays and lists within one value; the protobuf side has a limit of its own, this one guards the stack. */
const DEPTH = 32;
const VALUES = ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'];

/** Writes the array `attributes` of `parent` as KeyValues in field `field`. */
export function writeJsonAttributes(out: ProtoWriter, path: JsonPath, parent: JsonObject, field: number): void {
  path.each(parent, 'attributes', (item) => out.message(field, () => writeKeyValue(out, path, item, DEPTH)));
}

function writeKeyValue(out: ProtoWriter, path: JsonPath, item: JsonObject, depth: number): void {
  out.string(1, path.string(item, 'key') ?? '');
  path.object(item, 'value', (value) => out.message(2, () => writeAnyValue(out, path, value, depth)));
}

function writeAnyValue(out: ProtoWriter, path: JsonPath, value: JsonObject, depth: number): void {
  const kind = path.oneOf(value, VALUES);
  switch (kind) {
    case 'stringValue':
      out.string(1, path.string(value, kind) as string);
      return;
    case 'boolValue':
      out.varint(2, path.boolean(value, kind) ? 1 : 0);
      return;
    case 'intValue':
      out.varint64(3, path.integer(value, kind, INT64_MIN, INT64_MAX) as bigint);
      return;
    case 'doubleValue':
      out.double(4, path.number(value, kind) as number);
      return;
    case 'bytesValue':
      out.bytes(7, readBytes(path, value, kind));
      return;
    case 'arrayValue':
    case 'kvlistValue':
      if (depth === 0) throw path.refuse(kind, `at most ${DEPTH} levels`, 'more');
      path.object(value, kind, (list) =>
        out.message(kind === 'arrayValue' ? 5 : 6, () =>
          path.each(list, 'values', (item) =>
            out.message(1, () =>
              kind === 'arrayValue'
                ? writeAnyValue(out, path, item, depth - 1)
                : writeKeyValue(out, path, item, depth - 1)
            )
          )
        )
      );
      return;
    case undefined:
      return;
  }
}

/** Base64, standard or URL-safe, with or without padding. */
function readBytes(path: JsonPath, value: JsonObject, key: string): Uint8Array {
  const text = path.string(value, key) as string;
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw path.refuse(key, 'base64', text);
  return Buffer.from(text, 'base64');
}

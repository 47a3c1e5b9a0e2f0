import { Wire } from '../ingest/wire.ts';
import { messageHead } from './message-head.ts';

/** Tags of the fields that lead to the points: ResourceMetrics.scope_metrics, ScopeMetrics.metrics, Metric.data. */
const PATH: readonly (readonly number[])[] = [[0x12], [0x12], [0x2a, 0x3a, 0x4a, 0x52, 0x5a]];
const POINT = 0x0a;

/**
 * A ResourceMetrics message with only those points whose messages stand at the given places of its buffer; everything
 * else of it is copied as it is, but for metrics that have no point left. The message has been decoded before.
 */
export function selectPoints(message: Uint8Array, wanted: ReadonlySet<number>): Uint8Array {
  return select(new Wire(message), message.length, wanted, 0) ?? new Uint8Array(0);
}

/** What is left of the message from the cursor to `end`; undefined when that is no point. */
function select(wire: Wire, end: number, wanted: ReadonlySet<number>, depth: number): Uint8Array | undefined {
  const { bytes } = wire;
  const pieces: Uint8Array[] = [];
  let isWanted = false;
  while (wire.pos < end) {
    const from = wire.pos;
    const tag = wire.tag(end);
    if (depth === PATH.length && tag === POINT) {
      const to = wire.lengthEnd(end);
      const chosen = wanted.has(bytes.byteOffset + wire.pos);
      wire.pos = to;
      if (!chosen) continue;
      isWanted = true;
    } else if (PATH[depth]?.includes(tag) === true) {
      const inner = select(wire, wire.lengthEnd(end), wanted, depth + 1);
      if (inner !== undefined) pieces.push(messageHead(tag >>> 3, inner.length), inner);
      isWanted ||= inner !== undefined;
      continue;
    } else {
      wire.skip(from, end, 0);
    }
    pieces.push(bytes.subarray(from, wire.pos));
  }
  return isWanted ? Buffer.concat(pieces) : undefined;
}

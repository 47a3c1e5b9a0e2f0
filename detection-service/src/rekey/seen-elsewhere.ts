import type { Millis } from '../core/time.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import { ProtoWriter } from '../ingest/proto-writer.ts';
import { Wire } from '../ingest/wire.ts';
import { SEEN_ELSEWHERE } from '../preprocess/new-stream.ts';

/** What times something speaks of. */
export interface TimeSpan {
  oldest: Millis;
  newest: Millis;
}

/**
 * The time spans of all resources of a request. A collector's partials speak of what their slots cover (`fromStart`), the
 * points of others of one instant.
 */
export function reachOfResources(points: MetricPoints, fromStart: (resource: number) => boolean): TimeSpan[] {
  const spans: TimeSpan[] = [];
  const slotted: boolean[] = [];
  for (let i = 0; i < points.count; i++) {
    const resource = points.resource[i] as number;
    const time = points.time[i] as number;
    const start = points.start[i] as number;
    const from = start > 0 && start < time && (slotted[resource] ??= fromStart(resource)) ? start : time;
    const span = (spans[resource] ??= { oldest: from, newest: time });
    if (from < span.oldest) span.oldest = from;
    if (time > span.newest) span.newest = time;
  }
  return spans;
}

/** The smallest span that holds both. */
export function joined(a: TimeSpan | undefined, b: TimeSpan): TimeSpan {
  if (a === undefined) return b;
  return { oldest: Math.min(a.oldest, b.oldest), newest: Math.max(a.newest, b.newest) };
}

/** A ResourceMetrics message that says of the resource of another one what times its points had, and nothing else. */
export function seenElsewhere(message: Uint8Array, span: TimeSpan): Uint8Array {
  const out = new ProtoWriter();
  for (const resource of resourceFields(message)) out.bytes(1, resource);
  out.message(2, () =>
    out.message(2, () => {
      out.string(1, SEEN_ELSEWHERE);
      out.message(5, () => {
        for (const time of new Set([span.oldest, span.newest])) {
          out.message(1, () => {
            out.fixed64(3, BigInt(Math.floor(time)) * 1_000_000n);
            out.double(4, 1);
          });
        }
      });
    })
  );
  return out.finish();
}

/** The Resource of a ResourceMetrics, which may come in parts. */
function resourceFields(message: Uint8Array): Uint8Array[] {
  const wire = new Wire(message);
  const found: Uint8Array[] = [];
  while (wire.pos < message.length) {
    const from = wire.pos;
    if (wire.tag(message.length) === 0x0a) {
      const end = wire.lengthEnd(message.length);
      found.push(message.subarray(wire.pos, end));
      wire.pos = end;
    } else {
      wire.skip(from, message.length, 0);
    }
  }
  return found;
}

import type { Millis } from '../core/time.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import { ProtoWriter } from '../ingest/proto-writer.ts';
import { Wire } from '../ingest/wire.ts';
import { SEEN_ELSEWHERE } from '../preprocess/new-stream.ts';

/** Oldest and newest time of a resource's points. */
export interface TimeSpan {
  oldest: Millis;
  newest: Millis;
}

/** The time spans of all resources of a request. */
export function reachOfResources(points: MetricPoints): TimeSpan[] {
  const spans: TimeSpan[] = [];
  for (let i = 0; i < points.count; i++) {
    const time = points.time[i] as number;
    const span = (spans[points.resource[i] as number] ??= { oldest: time, newest: time });
    if (time < span.oldest) span.oldest = time;
    if (time > span.newest) span.newest = time;
  }
  return spans;
}

/** A ResourceMetrics message that says of the resource of another one what times its points had, and nothing else. */
export function seenElsewhere(message: Uint8Array, span: TimeSpan | undefined): Uint8Array {
  const out = new ProtoWriter(message.length + 64);
  for (const resource of resourceFields(message)) out.bytes(1, resource);
  out.message(2, () =>
    out.message(2, () => {
      out.string(1, SEEN_ELSEWHERE);
      out.message(5, () => {
        for (const time of new Set([span?.oldest ?? 0, span?.newest ?? 0])) {
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

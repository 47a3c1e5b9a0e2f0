import { gzipSync } from 'node:zlib';
import { seededRandom } from '@weir/detection-service/core/random.ts';

/**
 * The telemetry of a fleet, as OTLP request bodies: gauges of services with five attributes each, one point per
 * series and step, shuffled, gzipped. Bodies are put together from bytes made once, so that the sender costs little.
 */
export interface FleetOptions {
  readonly series: number;
  readonly services: number;
  readonly metrics: number;
  readonly pointsPerRequest: number;
  readonly seed: number;
}

interface Series {
  readonly attributes: Buffer;
  readonly level: number;
  readonly phase: number;
}

/** Bodies of one step after another. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #random: () => number;
  /** Series by service and metric. */
  readonly #groups: {
    readonly resource: Buffer;
    readonly metrics: { readonly head: Buffer; readonly series: Series[] }[];
  }[] = [];

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    const each = options.series / (options.services * options.metrics);
    for (let s = 0; s < options.services; s++) {
      const attributes = {
        'service.name': `service-${s}`,
        'deployment.environment.name': 'bench',
        'weir.source.mode': 'history',
      };
      const metrics = Array.from({ length: options.metrics }, (_, m) => ({
        head: field(1, Buffer.from(`bench.metric.${m}`)),
        series: Array.from({ length: each }, (_unused, i) => this.#series(i)),
      }));
      this.#groups.push({ resource: field(1, keyValues(1, attributes)), metrics });
    }
  }

  /** Request bodies of the step that starts at `time` (Unix milliseconds): every series once, in random order. */
  step(time: number, index: number): Buffer[] {
    const bodies: Buffer[] = [];
    for (const group of this.#groups) {
      const points = group.metrics.map((metric) =>
        this.#shuffled(metric.series).map((series) => this.#point(series, time, index))
      );
      const perMetric = Math.ceil(this.#options.pointsPerRequest / group.metrics.length);
      for (let from = 0; from < (points[0] as Buffer[]).length; from += perMetric) {
        const metrics = group.metrics.map((metric, m) => {
          const some = (points[m] as Buffer[]).slice(from, from + perMetric);
          return field(2, Buffer.concat([metric.head, field(5, Buffer.concat(some))]));
        });
        const scope = field(2, Buffer.concat(metrics));
        bodies.push(gzipSync(field(1, Buffer.concat([group.resource, scope])), { level: 4 }));
      }
    }
    return this.#shuffled(bodies);
  }

  #series(i: number): Series {
    const attributes = {
      'host.arch': i % 2 === 0 ? 'amd64' : 'arm64',
      'disk.device': `nvme${i % 7}n1`,
      'cloud.availability_zone': `eu-central-1${'abc'[i % 3] ?? ''}`,
      'pool.name': `pool-${String(i).padStart(6, '0')}`,
      'http.route': `/api/v1/things/${i % 100}`,
    };
    return {
      attributes: keyValues(7, attributes),
      level: 50 + 100 * this.#random(),
      phase: 2 * Math.PI * this.#random(),
    };
  }

  /** A sender keeps its place in the minute within a second: one that does not is given another step length. */
  #point({ attributes, level, phase }: Series, time: number, index: number): Buffer {
    const value = level + 5 * Math.sin(index / 60 + phase) + 2 * (this.#random() - 0.5);
    const point = Buffer.allocUnsafe(attributes.length + 18);
    attributes.copy(point);
    point[attributes.length] = 0x19;
    point.writeBigUInt64LE(
      BigInt(time + Math.floor((59_000 * phase) / (2 * Math.PI) + 1000 * this.#random())) * 1_000_000n,
      attributes.length + 1
    );
    point[attributes.length + 9] = 0x21;
    point.writeDoubleLE(value, attributes.length + 10);
    return field(1, point);
  }

  #shuffled<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = Math.floor(this.#random() * (i + 1));
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }
}

/** A length-delimited protobuf field. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** Attributes as repeated `KeyValue` fields with string values. */
function keyValues(number: number, attributes: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(attributes).map(([key, value]) =>
      field(number, Buffer.concat([field(1, Buffer.from(key)), field(2, field(1, Buffer.from(value)))]))
    )
  );
}

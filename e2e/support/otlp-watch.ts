import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A number under a name: an attribute, or a metric's point. */
interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string };
}

interface Point {
  readonly attributes?: readonly Attribute[];
  readonly exemplars?: readonly { readonly traceId?: string; readonly spanId?: string }[];
  readonly asInt?: string;
  readonly count?: string;
  readonly sum?: number;
}

interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints?: readonly Point[] };
  readonly histogram?: { readonly dataPoints?: readonly Point[] };
  readonly exponentialHistogram?: { readonly dataPoints?: readonly Point[] };
}

interface ExportRequest {
  readonly resourceMetrics?: readonly {
    readonly resource?: { readonly attributes?: readonly Attribute[] };
    readonly scopeMetrics?: readonly { readonly metrics?: readonly Metric[] }[];
  }[];
  readonly resourceLogs?: readonly {
    readonly resource?: { readonly attributes?: readonly Attribute[] };
  }[];
}

/** One point of a metric, with what its resource and itself say. */
export interface WatchedPoint {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  readonly sum: number;
  readonly traces: readonly string[];
}

/** Where a collector may send metrics and logs as OTLP in JSON, to see what it makes. */
export class OtlpWatch {
  readonly points: WatchedPoint[] = [];
  /** What the resources of logs say. */
  readonly logResources: Readonly<Record<string, string>>[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void body(request).then((text) => {
        this.#keep(JSON.parse(text) as ExportRequest);
        response.setHeader('content-type', 'application/json');
        response.end('{}');
      });
    });
  }

  static async start(): Promise<OtlpWatch> {
    const watch = new OtlpWatch();
    await new Promise<void>((resolve) => watch.#server.listen(0, '127.0.0.1', resolve));
    return watch;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #keep(request: ExportRequest): void {
    for (const { resource } of request.resourceLogs ?? []) this.logResources.push(labels(resource?.attributes));
    for (const { resource, scopeMetrics } of request.resourceMetrics ?? []) {
      for (const metric of (scopeMetrics ?? []).flatMap(({ metrics }) => metrics ?? [])) {
        const { dataPoints } = metric.sum ?? metric.histogram ?? metric.exponentialHistogram ?? {};
        for (const point of dataPoints ?? []) {
          this.points.push({
            metric: metric.name,
            labels: { ...labels(resource?.attributes), ...labels(point.attributes) },
            count: Number(point.count ?? point.asInt ?? 0),
            sum: point.sum ?? 0,
            traces: (point.exemplars ?? []).flatMap(({ traceId }) => (traceId ? [traceId] : [])),
          });
        }
      }
    }
  }
}

function labels(attributes: readonly Attribute[] = []): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? String(value.intValue ?? '')])
  );
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

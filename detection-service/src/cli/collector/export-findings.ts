import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Finding } from '../finding.ts';
import { carriers, kindOf } from './collector-config.ts';
import type { CollectorConfig, Exporter } from './collector-config.ts';

const SUBJECT = 'collector export';
const TIMEOUT_MS = 10_000;
/** The default of `api_red`. */
const MAX_OUTPUT_BYTES = 32 * 2 ** 20;
/** Large when packed, too: more than proxies let through by default. */
const RANDOM_BYTES = 2 * 2 ** 20;
/** The exporter sends these again, and everything but them and 2xx never (OTLP 1.5, "Retryable Response Codes"). */
const RETRYABLE: readonly number[] = [429, 502, 503, 504];
const DROPS = 'and the exporter drops for good what is answered so';

/**
 * Sends what the exporters behind `api_red` would send, without any points: an exporter keeps what a service that is away
 * has not taken, but throws away what is refused (401, 403, 413 and other 4xx) with nothing but a line in its log.
 */
export async function exportFindings(config: CollectorConfig): Promise<Finding[]> {
  const exporters = new Set(carriers(config).flatMap(([, pipeline]) => pipeline.exporters ?? []));
  const sizes = Object.entries(config.connectors ?? {})
    .filter(([id]) => kindOf(id) === 'api_red')
    .map(([, connector]) => connector?.max_output_bytes ?? MAX_OUTPUT_BYTES);
  const largest = Math.max(...sizes, 0) || MAX_OUTPUT_BYTES;
  const found = await Promise.all([...exporters].map((id) => tried(id, config.exporters?.[id] ?? undefined, largest)));
  return found.filter((finding) => finding !== undefined);
}

async function tried(id: string, exporter: Exporter | undefined, largest: number): Promise<Finding | undefined> {
  const kind = kindOf(id);
  if (kind === 'otlp' || kind === 'otlp_grpc') {
    return wrong(`exporters.${id} speaks gRPC, but the detection service takes OTLP over HTTP: use otlp_http`);
  }
  if (kind !== 'otlp_http' && kind !== 'otlphttp') return undefined;
  const url = urlOf(exporter);
  if (url === undefined) {
    return wrong(`exporters.${id}.endpoint must be the URL of the detection service, such as http://127.0.0.1:8780`);
  }
  if (exporter?.auth !== undefined) {
    return note(
      `exporters.${id} authenticates by an extension, which is not tried here; the token must have the scope ingest`
    );
  }
  const headers = headersOf(exporter);
  const first = await posted(url, headers, Buffer.alloc(0));
  if (first.status !== 200) return answered(id, url, first, headers, largest);
  const second = await posted(url, headers, withoutPoints(largest));
  return answered(id, url, second, headers, largest);
}

interface Answer {
  /** 0 when there was none. */
  readonly status: number;
  readonly text: string;
}

function answered(
  id: string,
  url: string,
  { status, text }: Answer,
  headers: Readonly<Record<string, string>>,
  largest: number
): Finding {
  const said = `${url} answers ${status}`;
  if (status === 200) return { state: 'ok', subject: SUBJECT, sentence: `${url} takes what exporters.${id} sends` };
  if (status === 0) return note(`${url} cannot be reached (${text}); exporters.${id} keeps what it has until it can`);
  if (RETRYABLE.includes(status)) return note(`${said}: exporters.${id} keeps what it has and tries again. ${text}`);
  if (status === 401) {
    const why = 'authorization' in headers ? 'does not know the token' : 'asks for a token, and none is sent';
    return wrong(
      `${said}: the service ${why}, ${DROPS}. Set exporters.${id}.headers.authorization to "Bearer TOKEN", where TOKEN ` +
        'is the secret of a token with the scope ingest (deploy/collector/token.yaml takes it from WEIR_TOKEN)'
    );
  }
  if (status === 403) {
    return wrong(
      `${said}: the token of exporters.${id} may not send, ${DROPS}. Give it the scope ingest in the service's \`tokens\`, or send another`
    );
  }
  if (status === 413) {
    return wrong(
      `${said} to ${Math.round(largest / 2 ** 20)} MiB of metrics, ${DROPS}. Raise the service's limits.unpacked and limits.body (and ` +
        'the limit of a proxy in between), or lower connectors.api_red.max_output_bytes'
    );
  }
  return wrong(`${said}, ${DROPS}: is exporters.${id}.endpoint the URL of the detection service? ${text}`.trimEnd());
}

function urlOf(exporter: Exporter | undefined): string | undefined {
  const url =
    exporter?.metrics_endpoint ?? (exporter?.endpoint && `${exporter.endpoint.replace(/\/+$/, '')}/v1/metrics`);
  return url && URL.canParse(url) && /^https?:/.test(url) ? url : undefined;
}

/** A map, or a list of names and values, as the collector allows. */
function headersOf(exporter: Exporter | undefined): Record<string, string> {
  const written = exporter?.headers ?? {};
  const pairs = Array.isArray(written)
    ? (written as readonly { name?: string; value?: unknown }[]).map(({ name = '', value }) => [name, value] as const)
    : Object.entries(written);
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

async function posted(url: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(body, { level: 1 })),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return { status: answer.status, text: '' };
  } catch (error) {
    const { message, cause } = error as Error;
    return { status: 0, text: cause instanceof Error ? cause.message : message };
  }
}

/** An OTLP request of so many bytes that holds nothing but a field that nobody knows. */
function withoutPoints(bytes: number): Buffer {
  const body = Buffer.alloc(bytes);
  // Field 1000, length-delimited; the length in five bytes.
  const head = [0xc2, 0x3e];
  const length = bytes - head.length - 5;
  for (let i = 0; i < 5; i++) head.push(((length >>> (7 * i)) & 0x7f) | (i < 4 ? 0x80 : 0));
  body.set(head);
  body.set(randomBytes(Math.min(RANDOM_BYTES, length)), head.length);
  return body;
}

const wrong = (sentence: string): Finding => ({ state: 'wrong', subject: SUBJECT, sentence: `${sentence}.` });
const note = (sentence: string): Finding => ({ state: 'note', subject: SUBJECT, sentence: `${sentence.trimEnd()}.` });

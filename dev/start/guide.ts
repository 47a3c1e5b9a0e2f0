import type { CollectorPorts } from '@weir/detection-service/cli/collector/start.ts';
import type { Config } from '@weir/detection-service/config/schema.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';

/** What `npm start` has started. */
export interface Started {
  readonly url: string;
  readonly ports: CollectorPorts;
  readonly config: Config;
  readonly openLoopback: boolean;
  /** Where the portal is; undefined without one. */
  readonly portal: string | undefined;
  /** What the demo shows; undefined without one. */
  readonly story: string | undefined;
}

/** What `npm start` says when all is up: what to open first, where to send what, and where to see what came of it. */
export function startGuide(started: Started): string {
  const { config, story, url } = started;
  return `
Weir is running; Ctrl-C stops it. What it knows is in ${config.data} and is there again at the next start.

${story === undefined ? '' : `${story}\n${openFirst(started)}\n`}${grafana(url)}
${story === undefined ? sending(started) : sendingShort(started.ports)}`;
}

function openFirst({ portal, url }: Started): string {
  if (portal === undefined) return `Look at it:  curl -s ${url}/v1/problems\n`;
  return `Open first:  ${portal}\n`;
}

function grafana(url: string): string {
  return `In a Grafana that you have (12.3 or newer), once:

  npm run grafana:install -- --plugins-dir /var/lib/grafana/plugins --url ${url}

builds the plugin, copies it and prints what is left to do (docs/grafana.md). Without it, the built-in Prometheus data source
works, too: ${url}/prometheus (docs/prometheus.md).
`;
}

function sendingShort(ports: CollectorPorts): string {
  return `To send something of your own, stop this and run  npm start -- --no-demo  (the collector listens on ${ports.otlpHttp} for OpenTelemetry
over HTTP, ${ports.otlpGrpc} over gRPC, ${ports.lines} for log lines).

`;
}

/** Where to send what, as commands to be pasted. */
function sending({ url, ports, config, openLoopback }: Started): string {
  const { steps, lateness } = config;
  const wantsToken = !openLoopback;
  const lines = `http://127.0.0.1:${ports.lines}/v1/lines`;
  const token = wantsToken ? ' -H "Authorization: Bearer $TOKEN"' : '';
  const needs = wantsToken ? ' (TOKEN is the secret of a token with the scope read)' : '';
  return `Send something:

  # a line of an access log, as a log shipper would
  curl -sS ${lines} -H 'Content-Type: text/plain' -H 'Weir-Service: shop' --data-binary \\
    "10.0.0.1 - - [$(LC_ALL=C date -u '+%d/%b/%Y:%H:%M:%S +0000')] \\"GET /cart/17 HTTP/1.1\\" 200 512 \\"-\\" \\"curl\\" 0.021"

  # nginx by syslog (combined format; put $request_time at its end for latencies)
  access_log syslog:server=127.0.0.1:${ports.syslog},tag=shop combined;

  # an application with an OpenTelemetry SDK: spans, logs or metrics of HTTP
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${ports.otlpHttp} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_SERVICE_NAME=shop your-application

  # a log of the past is another matter: lines older than a day are refused here, and judged by
  npm run -s weir -- replay access.log

See what came of it${needs}:

  curl -s${token} ${url}/v1/sources      # who sends, and up to when
  curl -s${token} ${url}/v1/entities     # services and routes, from their first call on
  curl -s${token} ${url}/v1/query -H 'Content-Type: application/json' \\
    -d "{\\"queries\\":[{\\"service\\":\\"shop\\",\\"indicator\\":\\"request_rate\\",\\"from\\":$(($(date +%s)-3600))000,\\"to\\":$(date +%s)000}]}"
  curl -s${token} ${url}/v1/problems     # what was not normal

A step lasts ${steps.request / SECOND} s and is there ${lateness / SECOND} s after its end. A series is judged when it has been learned for a while (half
an hour, unless the configuration says otherwise).

`;
}

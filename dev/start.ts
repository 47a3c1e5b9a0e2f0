import path from 'node:path';
import { startService } from '@weir/detection-service/app.ts';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { startCollector, type RunningCollector } from '@weir/detection-service/cli/collector/start.ts';
import { configured } from '@weir/detection-service/cli/serve.ts';
import { CONFIG_FLAGS } from '@weir/detection-service/config/flags.ts';
import { parseArguments } from '@weir/detection-service/cli/arguments.ts';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { ROOT } from './run.ts';

/** `npm start`: collector and detection service together on loopback, with the default ports, until Ctrl-C. */
const PORTS = { lines: 8321, syslog: 5514, otlpGrpc: 4317, otlpHttp: 4318, health: 13133, metrics: 8888 };

/** Slots of the collector: short enough for every step, long enough to sum many requests. */
const RESOLUTION = 10 * SECOND;

async function main(): Promise<void> {
  const { flags } = parseArguments(process.argv.slice(2), CONFIG_FLAGS);
  const config = configured(flags);
  const binary = await collectorBinary((line) => process.stderr.write(`${line}\n`));
  const service = await startService(config);
  let collector: RunningCollector | undefined;
  try {
    collector = await startCollector({
      binary,
      endpoint: service.url,
      storage: path.join(ROOT, '.weir', 'collector', 'storage'),
      resolution: Math.min(RESOLUTION, config.steps.request),
      token: process.env['WEIR_TOKEN'],
      ports: PORTS,
    });
    process.stdout.write(guide(service.url));
    await stopped(collector);
  } finally {
    await collector?.stop();
    await service.close();
  }
}

/** Resolves when a person stops it; rejects when the collector ends by itself. */
function stopped(collector: RunningCollector): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const watch = setInterval(() => {
    const failure = collector.failure();
    if (failure !== undefined) reject(new WeirError('unavailable', failure));
  }, 500);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  return promise.finally(() => clearInterval(watch));
}

function guide(url: string): string {
  return `
Weir is running; Ctrl-C stops it.

  detection service   ${url}          API under /v1, /readyz, /metrics
  OpenTelemetry       http://127.0.0.1:${PORTS.otlpHttp} (HTTP), 127.0.0.1:${PORTS.otlpGrpc} (gRPC)
  log lines           http://127.0.0.1:${PORTS.lines}/v1/lines
  syslog              udp 127.0.0.1:${PORTS.syslog}

Send something:

  # an application with an OpenTelemetry SDK
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${PORTS.otlpHttp} OTEL_SERVICE_NAME=shop your-application

  # what stands in the access log of a web server
  curl -sS --data-binary @access.log -H 'Content-Type: text/plain' -H 'Weir-Service: shop' \\
    http://127.0.0.1:${PORTS.lines}/v1/lines

  # nginx by syslog (combined format; put $request_time at its end for latencies)
  access_log syslog:server=127.0.0.1:${PORTS.syslog},tag=shop combined;

See what came of it:

  curl -s ${url}/v1/entities
  curl -s ${url}/v1/problems

`;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof WeirError)) throw error;
  process.stderr.write(`weir: ${error.message}\n`);
  process.exitCode = 2;
}

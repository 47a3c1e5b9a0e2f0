/** Stops tracing: sends what is left. */
export type StopTracing = () => Promise<void>;

/** Nothing may wait longer than this for spans when the process ends. */
const SHUTDOWN_MILLISECONDS = 3_000;

/**
 * Starts sending spans to `endpoint` (a whole OTLP/HTTP URL). Call it before anything else is made. Without an endpoint
 * nothing is loaded at all and `@opentelemetry/api` does nothing.
 */
export async function startTracing(endpoint: string | undefined, version: string): Promise<StopTracing> {
  if (endpoint === undefined) return () => Promise.resolve();
  const { startNodeSdk } = await import('@opentelemetry/sdk-node');
  // The SDK builds its exporters from the variables of the OpenTelemetry specification and from nothing else.
  process.env['OTEL_TRACES_EXPORTER'] = 'otlp';
  process.env['OTEL_METRICS_EXPORTER'] = 'none';
  process.env['OTEL_LOGS_EXPORTER'] = 'none';
  process.env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] = 'http/protobuf';
  process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] = endpoint;
  const sdk = startNodeSdk({
    resourceAttributes: { 'service.name': 'weir-detection-service', 'service.version': version },
    resourceDetectors: [],
    // Its notices go to standard output, which belongs to what a command prints.
    logLevel: 'none',
  });
  return async () => {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, SHUTDOWN_MILLISECONDS);
    await Promise.race([sdk.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  };
}

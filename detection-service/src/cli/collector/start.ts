import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WeirError } from '../../core/errors.ts';
import { MINUTE, type Millis } from '../../core/time.ts';
import type { LineEndpoint } from '../replay/feed.ts';
import { freePorts } from './free-port.ts';
import { CollectorProcess } from './process.ts';

/** The configuration that people get too, and what goes over it when the service asks for a token. */
const CONFIG = fileURLToPath(new URL('../../../../deploy/collector/config.yaml', import.meta.url));
const WITH_TOKEN = fileURLToPath(new URL('../../../../deploy/collector/token.yaml', import.meta.url));

/** A collector of one's own, in front of one service. */
export interface CollectorWish {
  readonly binary: string;
  /** Base URL of the detection service. */
  readonly endpoint: string;
  /** Directory of its persistent queue. */
  readonly storage: string;
  /** Length of the slots that partials are made for, at most a minute; a step must be a multiple of it. */
  readonly resolution: Millis;
  readonly token?: string | undefined;
  /** Set to false where nothing in `storage` outlives the process: then nobody waits for the disk. */
  readonly durable?: boolean;
  /** Ports on loopback; free ones where absent. */
  readonly ports?: Partial<CollectorPorts>;
}

/** Where the collector listens, all on loopback. */
export interface CollectorPorts {
  readonly lines: number;
  readonly syslog: number;
  readonly otlpGrpc: number;
  readonly otlpHttp: number;
  readonly health: number;
  /** Of the collector's own metrics, at `/metrics`. */
  readonly metrics: number;
}

/** A collector that is up. */
export interface RunningCollector {
  readonly ports: CollectorPorts;
  readonly lines: LineEndpoint;
  readonly pid: number | undefined;
  /** A sentence when it ended by itself. */
  readonly failure: () => string | undefined;
  stop(): Promise<void>;
}

/** What a collector is started with. */
export interface CollectorSetting {
  readonly configs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly healthUrl: string;
}

/** The files of the default configuration, in their order. */
export function defaultConfigs(token: string | undefined): readonly string[] {
  return token ? [CONFIG, WITH_TOKEN] : [CONFIG];
}

/** The default pipelines, set by environment for one wish. */
export function collectorSetting(wish: CollectorWish, ports: CollectorPorts): CollectorSetting {
  return {
    configs: defaultConfigs(wish.token),
    env: {
      WEIR_ENDPOINT: wish.endpoint,
      WEIR_TOKEN: wish.token ?? '',
      WEIR_COLLECTOR_DIR: wish.storage,
      WEIR_COLLECTOR_FSYNC: String(wish.durable ?? true),
      WEIR_RESOLUTION: `${Math.min(wish.resolution, MINUTE)}ms`,
      WEIR_LINES_ENDPOINT: `127.0.0.1:${ports.lines}`,
      WEIR_SYSLOG_ENDPOINT: `127.0.0.1:${ports.syslog}`,
      WEIR_OTLP_GRPC_ENDPOINT: `127.0.0.1:${ports.otlpGrpc}`,
      WEIR_OTLP_HTTP_ENDPOINT: `127.0.0.1:${ports.otlpHttp}`,
      WEIR_COLLECTOR_HEALTH_ENDPOINT: `127.0.0.1:${ports.health}`,
      WEIR_COLLECTOR_METRICS_PORT: String(ports.metrics),
    },
    healthUrl: `http://127.0.0.1:${ports.health}/`,
  };
}

/** Ports on loopback, free ones where none are wished for. */
export async function collectorPorts(wished: Partial<CollectorPorts> = {}): Promise<CollectorPorts> {
  const [lines = 0, syslog = 0, otlpGrpc = 0, otlpHttp = 0, health = 0, metrics = 0] = await freePorts(6);
  return { ...{ lines, syslog, otlpGrpc, otlpHttp, health, metrics }, ...wished };
}

/** Starts a collector with the default pipelines and waits until it takes lines. */
export async function startCollector(wish: CollectorWish): Promise<RunningCollector> {
  if (!existsSync(CONFIG)) throw new WeirError('unavailable', `The collector's configuration ${CONFIG} is missing.`);
  mkdirSync(wish.storage, { recursive: true });
  const ports = await collectorPorts(wish.ports);
  let failure: string | undefined;
  const collector = await CollectorProcess.start({
    binary: wish.binary,
    ...collectorSetting(wish, ports),
    onExit: (sentence) => {
      failure = sentence;
    },
  });
  return {
    ports,
    lines: { host: '127.0.0.1', port: ports.lines },
    pid: collector.pid,
    failure: () => failure,
    stop: () => collector.stop(),
  };
}

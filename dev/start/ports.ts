import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { Flag } from '@weir/detection-service/cli/arguments.ts';
import type { CollectorPorts } from '@weir/detection-service/cli/collector/start.ts';
import { WeirError } from '@weir/detection-service/core/errors.ts';

interface Known {
  readonly flag: string;
  readonly port: number;
  readonly what: string;
}

/** The ports of a collector on this machine, and the flags that change them. */
const KNOWN: Readonly<Record<keyof CollectorPorts, Known>> = {
  lines: { flag: '--lines-port', port: 8321, what: 'log lines over HTTP' },
  syslog: { flag: '--syslog-port', port: 5514, what: 'syslog over UDP' },
  otlpGrpc: { flag: '--otlp-grpc-port', port: 4317, what: 'OpenTelemetry over gRPC' },
  otlpHttp: { flag: '--otlp-http-port', port: 4318, what: 'OpenTelemetry over HTTP' },
  health: { flag: '--health-port', port: 13133, what: "the collector's health" },
  metrics: { flag: '--metrics-port', port: 8888, what: "the collector's own metrics" },
};
const NAMES = Object.keys(KNOWN) as (keyof CollectorPorts)[];

export const PORT_FLAGS: readonly Flag[] = Object.values(KNOWN).map(({ flag, port, what }) => ({
  name: flag,
  value: 'PORT',
  help: `port for ${what} (${port})`,
}));

/** The ports that the flags ask for. Throws `WeirError('invalid_argument')` for what is no port. */
export function portsOf(flags: ReadonlyMap<string, readonly string[]>): CollectorPorts {
  const ports = NAMES.map((name) => [name, portFlag(KNOWN[name].flag, flags, KNOWN[name].port)] as const);
  return Object.fromEntries(ports) as unknown as CollectorPorts;
}

/** The port that one flag asks for. Throws `WeirError('invalid_argument')` for what is no port. */
export function portFlag(flag: string, flags: ReadonlyMap<string, readonly string[]>, preset: number): number {
  const text = flags.get(flag)?.at(-1) ?? String(preset);
  if (/^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new WeirError('invalid_argument', `${flag} must be a port from 1 to 65535, not ${text}.`);
}

/** A port that something is about to listen on. */
export interface WantedPort {
  readonly port: number;
  readonly what: string;
  /** What changes it. */
  readonly flag: string;
  readonly udp?: boolean;
}

/** The ports of the collector. */
export function collectorPorts(ports: CollectorPorts): WantedPort[] {
  return NAMES.map((name) => {
    const { what, flag } = KNOWN[name];
    return { port: ports[name], what, flag, udp: name === 'syslog' };
  });
}

/**
 * Finds out whether the ports are free, before anything is started: another one that is there already would answer for
 * it. Throws `WeirError('conflict')` that names every port that is taken and what to do.
 */
export async function refuseTaken(wanted: readonly WantedPort[]): Promise<void> {
  const free = await Promise.all(wanted.map(({ port, udp }) => (udp === true ? isFreeUdp : isFreeTcp)(port)));
  const taken = wanted.filter((_, i) => !free[i]);
  if (taken.length === 0) return;
  const list = taken.map(({ port, what, flag }) => `${port} (${what}; ${flag})`).join(', ');
  throw new WeirError(
    'conflict',
    `In use on 127.0.0.1: ${list}. Stop what listens there (another \`npm start\`? another collector?), or choose other ` +
      'ports with the flags in parentheses: npm start -- FLAG PORT.'
  );
}

function isFreeTcp(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return promise;
}

function isFreeUdp(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = createSocket('udp4');
  socket.once('error', () => resolve(false));
  socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  return promise;
}

import path from 'node:path';
import { parseArguments, type Flag } from '@weir/detection-service/cli/arguments.ts';
import type { CollectorPorts } from '@weir/detection-service/cli/collector/start.ts';
import { configured } from '@weir/detection-service/cli/serve.ts';
import { CONFIG_FLAGS } from '@weir/detection-service/config/flags.ts';
import type { Config } from '@weir/detection-service/config/schema.ts';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { PORT_FLAGS, portFlag, portsOf } from './ports.ts';

/** What `npm start` was asked to run. */
export interface StartSettings {
  readonly config: Config;
  readonly ports: CollectorPorts;
  /** Seed of the demo; undefined without one. */
  readonly seed: number | undefined;
  /** Port of the portal; undefined without one. */
  readonly portalPort: number | undefined;
  /** Whether programs on this machine need no token: nobody has configured any. */
  readonly openLoopback: boolean;
}

const FLAGS: readonly Flag[] = [
  { name: '--seed', value: 'N', help: "where the demo's incidents are (1)" },
  { name: '--no-demo', help: 'without the demo workload' },
  { name: '--no-portal', help: 'without the portal' },
  { name: '--portal-port', value: 'PORT', help: 'port for the portal (7007)' },
];

/** A demo keeps away from what people collect of their own. */
const DEMO_DATA = '.weir/demo';

/** What the demo's services should keep to, unless the configuration says something of its own. */
const DEMO_OBJECTIVES: Config['objectives'] = [
  { service: 'shop-web', indicator: 'latency_p95', above: 400 },
  { service: 'orders', indicator: 'latency_p95', above: 500 },
  { service: 'payments', indicator: 'latency_p95', above: 300 },
  { service: 'inventory', indicator: 'latency_p95', above: 200 },
  { service: 'payments', indicator: 'error_ratio', above: 0.0005 },
];

/** Reads the command line of `npm start`. Throws `HelpAsked` for `--help`, `WeirError('invalid_argument')` for what is wrong. */
export function startSettings(argv: readonly string[], env: NodeJS.ProcessEnv): StartSettings {
  const { flags } = parseArguments(argv, [...FLAGS, ...CONFIG_FLAGS, ...PORT_FLAGS]);
  const written = configured(flags);
  const seed = flags.has('--no-demo') ? undefined : seedOf(flags.get('--seed')?.at(-1) ?? '1');
  const portalPort = flags.has('--no-portal') ? undefined : portFlag('--portal-port', flags, 7007);
  const isElsewhere =
    flags.has('--data') || env['WEIR_DATA'] !== undefined || written.data !== path.resolve('.weir/data');
  const config = seed === undefined ? written : demoConfig(written, isElsewhere);
  return { config, ports: portsOf(flags), seed, portalPort, openLoopback: written.tokens.length === 0 };
}

function demoConfig(written: Config, isElsewhere: boolean): Config {
  return {
    ...written,
    data: isElsewhere ? written.data : path.resolve(DEMO_DATA),
    objectives: written.objectives.length > 0 ? written.objectives : DEMO_OBJECTIVES,
  };
}

function seedOf(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new WeirError('invalid_argument', `--seed must be a whole number up to 999999999, not ${text}.`);
}

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { WeirError } from '../../core/errors.ts';

/** What is examined of a collector's configuration. Anything may be missing or of another type: people write it. */
export interface CollectorConfig {
  readonly receivers?: Readonly<Record<string, Receiver | null>>;
  readonly connectors?: Readonly<Record<string, Connector | null>>;
  readonly exporters?: Readonly<Record<string, Exporter | null>>;
  readonly extensions?: Readonly<Record<string, { readonly storage?: string } | null>>;
  readonly service?: {
    readonly extensions?: readonly string[];
    readonly pipelines?: Readonly<Record<string, Pipeline | null>>;
  };
}
/** The receiver `kafka`; others are not examined. */
export interface Receiver {
  readonly message_marking?: {
    readonly after?: boolean;
    readonly on_error?: boolean;
    readonly on_permanent_error?: boolean;
  };
  readonly error_backoff?: { readonly enabled?: boolean; readonly max_elapsed_time?: string | number };
}
interface Connector {
  readonly max_output_bytes?: number;
}
export interface Exporter {
  readonly endpoint?: string;
  readonly metrics_endpoint?: string;
  readonly headers?:
    Readonly<Record<string, unknown>> | readonly { readonly name?: string; readonly value?: unknown }[];
  readonly auth?: unknown;
  readonly sending_queue?: {
    readonly enabled?: boolean;
    readonly storage?: string;
    readonly block_on_overflow?: boolean;
    readonly num_consumers?: number;
  };
  readonly retry_on_failure?: { readonly enabled?: boolean; readonly max_elapsed_time?: string | number };
}
export interface Pipeline {
  readonly receivers?: readonly string[];
  readonly processors?: readonly string[];
  readonly exporters?: readonly string[];
}

/** `batch/slow` is a `batch`. */
export function kindOf(id: string): string {
  return id.split('/')[0] ?? id;
}

/** The pipelines that carry what `api_red` makes, by name. */
export function carriers(config: CollectorConfig): readonly (readonly [name: string, pipeline: Pipeline])[] {
  return Object.entries(config.service?.pipelines ?? {}).flatMap(([name, pipeline]) =>
    pipeline?.receivers?.some((receiver) => kindOf(receiver) === 'api_red') ? [[name, pipeline] as const] : []
  );
}

/** Whether a time of a configuration is none, which for retries means for ever. */
export function isZero(time: string | number | undefined): boolean {
  return time !== undefined && /^0([a-z]+)?$/.test(String(time));
}

/**
 * Reads files as a collector does that gets them in this order: later ones go over earlier ones, maps key by key, and
 * `${env:NAME:-default}` is filled in. Throws `WeirError('invalid_argument')` naming the file that cannot be read.
 */
export function readCollectorConfig(
  files: readonly string[],
  env: Readonly<Record<string, string | undefined>>
): CollectorConfig {
  const layers = files.map((file) => {
    try {
      return parse(readFileSync(file, 'utf8')) as unknown;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new WeirError('invalid_argument', `${file} cannot be read: ${reason}`);
    }
  });
  return filled(layers.reduce(over, {}), env) ?? {};
}

function over(below: unknown, above: unknown): unknown {
  if (!isMap(below) || !isMap(above)) return above ?? below;
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) merged[key] = key in merged ? over(merged[key], value) : value;
  return merged;
}

const VARIABLE = /\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

function filled(value: unknown, env: Readonly<Record<string, string | undefined>>): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, env));
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, env)]));
  if (typeof value !== 'string' || value.search(VARIABLE) < 0) return value;
  const text = value.replaceAll(
    VARIABLE,
    (_, name: string, fallback: string | undefined) => env[name] ?? fallback ?? ''
  );
  // What is one variable as a whole has the type that its text has in YAML.
  return value.replaceAll(VARIABLE, '') === '' ? (parse(text) as unknown) : text;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import path from 'node:path';
import type { TSchema } from 'typebox';
import { WeirError, type ErrorDetail } from '../core/errors.ts';
import { DAY } from '../core/time.ts';
import { isLoopback } from './loopback.ts';
import { replicaTokenProblems, resolveCluster, type Surroundings } from './resolve-cluster.ts';
import { ConfigSchema, type Config, type Token, type WrittenConfig } from './schema.ts';
import { secretDigest } from './secret.ts';
import { resolveSubscriptions } from './subscriptions.ts';
import { parseDuration, parseSize } from './units.ts';

/**
 * A configuration that fits the schema, as the service uses it: units turned into numbers, secrets into digests, and
 * what no schema can say checked. Frozen throughout.
 * @throws {WeirError} `invalid_argument` with one detail for each value that is wrong
 */
export function resolve(written: WrittenConfig, around: Surroundings): Config {
  const problems: ErrorDetail[] = [];
  const numbers = withNumbers(ConfigSchema, written, '', problems) as Omit<Config, 'tokens' | 'data' | 'subscriptions'>;
  const tokens = resolveTokens(written.tokens, around, problems);
  const subscriptions = resolveSubscriptions(written.subscriptions, problems);
  const config: Config = {
    ...numbers,
    ...resolveCluster(numbers, around, problems),
    ...{ tokens, subscriptions, data: path.resolve(around.cwd, written.data) },
  };
  if (problems.length === 0) problems.push(...contradictions(config), ...replicaTokenProblems(config, around));
  if (problems.length > 0) throw new WeirError('invalid_argument', sentence(problems), problems);
  return freeze(config);
}

/** All problems in one sentence a person can act on. */
export function sentence(problems: readonly ErrorDetail[]): string {
  const parts = problems.map(({ path: at, expected, found }) => `${at}: expected ${expected}, found ${found}`);
  return `The configuration is refused. ${parts.join('; ')}.`;
}

interface UnitSchema {
  readonly 'x-unit'?: 'duration' | 'size';
  readonly 'x-minimum'?: string;
  readonly 'x-maximum'?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
}

function withNumbers(schema: TSchema, value: unknown, at: string, problems: ErrorDetail[]): unknown {
  const { properties, ...unit } = schema as UnitSchema;
  if (properties !== undefined) {
    const object = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      Object.entries(properties)
        .filter(([key]) => object[key] !== undefined)
        .map(([key, inner]) => [key, withNumbers(inner, object[key], at === '' ? key : `${at}.${key}`, problems)])
    );
  }
  if (unit['x-unit'] === undefined) return value;
  const parse = unit['x-unit'] === 'duration' ? parseDuration : parseSize;
  try {
    const number = parse(value, at);
    const [low, high] = [unit['x-minimum'] as string, unit['x-maximum'] as string];
    if (number < parse(low, at) || number > parse(high, at)) {
      problems.push({ path: at, expected: `${low} to ${high}`, found: String(value) });
    }
    return number;
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    problems.push(...error.details);
    return 0;
  }
}

function resolveTokens(written: WrittenConfig['tokens'], { env, cwd }: Surroundings, problems: ErrorDetail[]): Token[] {
  const names = new Map<string, string>();
  const digests = new Map<string, string>();
  return written.map(({ name, tenant, scopes, secret }, i) => {
    const at = `tokens[${i}]`;
    let sha256 = '';
    try {
      sha256 = secretDigest(secret, `${at}.secret`, env, cwd);
      const twin = digests.get(sha256);
      if (twin !== undefined)
        problems.push({ path: `${at}.secret`, expected: 'a secret of its own', found: `the one of ${twin}` });
      digests.set(sha256, at);
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      problems.push(...error.details);
    }
    const twin = names.get(name);
    if (twin !== undefined)
      problems.push({ path: `${at}.name`, expected: 'a name of its own', found: `the one of ${twin}` });
    names.set(name, at);
    return { name, tenant, scopes, sha256 };
  });
}

function contradictions({ listen, tokens, steps, limits, retention, objectives }: Config): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  if (tokens.length === 0 && !isLoopback(listen.host)) {
    problems.push({
      path: 'listen.host',
      expected:
        'a loopback address (127.0.0.1, ::1, localhost) while there are no tokens; add tokens to listen elsewhere',
      found: listen.host,
    });
  }
  if (DAY % steps.request !== 0) {
    problems.push({ path: 'steps.request', expected: 'a length that divides a day', found: `${steps.request}ms` });
  }
  for (const [i, { above, below }] of objectives.entries()) {
    if ((above === undefined) !== (below === undefined)) continue;
    problems.push({
      path: `objectives[${i}]`,
      expected: 'either above or below',
      found: above === undefined ? 'neither' : 'both',
    });
  }
  if (limits.unpacked < limits.body) {
    problems.push({
      path: 'limits.unpacked',
      expected: `at least limits.body (${limits.body} bytes)`,
      found: `${limits.unpacked} bytes`,
    });
  }
  if (retention.stepState < steps.request) {
    problems.push({
      path: 'retention.stepState',
      expected: 'at least steps.request',
      found: `${retention.stepState}ms`,
    });
  }
  return problems;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Schema from 'typebox/schema';
import Value from 'typebox/value';
import { WeirError, type ErrorDetail } from '../core/errors.ts';
import { schemaErrorDetails } from '../core/schema-errors.ts';
import { overlay } from './layers.ts';
import { CONFIG_LEAVES } from './paths.ts';
import { readYaml, type YamlSource } from './read-yaml.ts';
import { resolve, sentence } from './resolve.ts';
import { ConfigSchema, type Config, type WrittenConfig } from './schema.ts';

/** Where the configuration comes from: file, over it the environment, over that the flags. */
export interface ConfigSources {
  /** Path of a YAML file; absent means no file. `findConfigFile` names the usual one. */
  readonly file?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Values by the path of the setting, for example `{ 'listen.port': '0' }`. */
  readonly flags?: Readonly<Record<string, string>>;
  /** What relative paths start from; the directory of the process when absent. */
  readonly cwd?: string;
}

const NAME = 'weir.yaml';
const validator = Schema.Compile(ConfigSchema);

/** The file to read when no flag names one: `WEIR_CONFIG`, else `weir.yaml` in `cwd` if there is one. */
export function findConfigFile(env: NodeJS.ProcessEnv, cwd: string = process.cwd()): string | undefined {
  const named = env['WEIR_CONFIG'];
  if (named) return named;
  return existsSync(path.join(cwd, NAME)) ? NAME : undefined;
}

/**
 * Reads, checks and freezes the configuration.
 * @throws {WeirError} `invalid_argument`; each detail names the path of the value, what was expected, what was found,
 * and the message also where it was written (file and line, variable or flag)
 */
export function loadConfig({ file, env, flags = {}, cwd = process.cwd() }: ConfigSources): Config {
  const yaml = file === undefined ? undefined : readFile(path.resolve(cwd, file), file);
  const { tree: given, origins } = overlay(yaml?.value ?? {}, env, flags);
  const tree = Value.Default(ConfigSchema, given);
  const [fits, errors] = validator.Errors(tree);
  const where = (at: string) =>
    origins.get(at) ?? (yaml && file ? `${path.basename(file)}:${yaml.line(keysOf(at))}` : undefined);
  try {
    if (!fits) {
      const problems = withoutSecrets(schemaErrorDetails(ConfigSchema, tree, errors));
      throw new WeirError('invalid_argument', sentence(problems), problems);
    }
    return resolve(tree as WrittenConfig, { env, cwd });
  } catch (error) {
    throw error instanceof WeirError ? located(error, where) : error;
  }
}

/**
 * Variables that look like settings but are none, for a warning: a typing mistake would otherwise go unnoticed. They
 * are not refused, because Kubernetes gives every container of a cluster variables named after its services.
 */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = new Set([...CONFIG_LEAVES.map((leaf) => leaf.variable), 'WEIR_CONFIG', 'WEIR_NODE']);
  const kubernetes = /_(SERVICE_HOST|SERVICE_PORT\w*|PORT(_\d+_\w+)?)$/;
  return Object.keys(env).filter((name) => name.startsWith('WEIR_') && !known.has(name) && !kubernetes.test(name));
}

function readFile(absolute: string, file: string): YamlSource {
  let text: string;
  try {
    text = readFileSync(absolute, 'utf8');
  } catch (error) {
    const found = `${file} (${(error as NodeJS.ErrnoException).code ?? String(error)})`;
    throw new WeirError('invalid_argument', `The configuration cannot be read: ${found}.`, [
      { path: '--config', expected: 'a file that can be read', found },
    ]);
  }
  return readYaml(text, path.basename(file));
}

const SECRETS = /\b(secret|password|accessKey|secretKey|postgres)\b/;

/** A secret that was written where a reference belongs must not be repeated. */
function withoutSecrets(problems: readonly ErrorDetail[]): ErrorDetail[] {
  return problems.map((problem) =>
    SECRETS.test(problem.path) && problem.found !== 'nothing'
      ? { ...problem, expected: 'a reference, {env: NAME} or {file: PATH}', found: 'something else (not shown)' }
      : problem
  );
}

function located(error: WeirError, where: (at: string) => string | undefined): WeirError {
  const named = error.details.map((detail) => {
    const origin = where(detail.path);
    return origin === undefined ? detail : { ...detail, path: `${detail.path} (${origin})` };
  });
  return new WeirError(error.code, named.length > 0 ? sentence(named) : error.message, error.details);
}

function keysOf(at: string): (string | number)[] {
  return [...at.matchAll(/[^.[\]]+/g)].map(([key]) => (/^\d+$/.test(key) ? Number(key) : key));
}

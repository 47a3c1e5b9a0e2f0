import { parse } from 'yaml';
import type { TSchema } from 'typebox';
import { WeirError, type ErrorDetail } from '../core/errors.ts';
import { nearestName } from '../core/nearest-name.ts';
import { describeFound } from '../core/schema-errors.ts';
import { CONFIG_LEAVES } from './paths.ts';

type Tree = Record<string, unknown>;

/** The values of file, environment and flags put over each other, and where each came from. */
export interface Layers {
  readonly tree: unknown;
  /** Where the value at a path was set, if by environment or flag: `WEIR_LATENESS`, `--set lateness`. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Puts environment variables (`WEIR_…`) over the file and flags (by path: `listen.port`) over both. Variables that
 * are no setting are left alone: other programs and Kubernetes use the prefix too.
 * @throws {WeirError} `invalid_argument` for a flag that names no setting
 */
export function overlay(file: unknown, env: NodeJS.ProcessEnv, flags: Readonly<Record<string, string>>): Layers {
  const tree: unknown = structuredClone(file);
  const origins = new Map<string, string>();
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return { tree, origins };
  for (const { path, variable, schema } of CONFIG_LEAVES) {
    const text = env[variable];
    if (text === undefined) continue;
    put(tree as Tree, path, valueOf(text, schema));
    origins.set(path, variable);
  }
  for (const [path, text] of Object.entries(flags)) {
    const leaf = CONFIG_LEAVES.find((known) => known.path === path);
    if (leaf === undefined) throw unknownSetting(path);
    put(tree as Tree, path, valueOf(text, leaf.schema));
    origins.set(path, `--set ${path}`);
  }
  return { tree, origins };
}

/**
 * Texts stay as they are; everything else is read as YAML, and left as text when that fails, for the schema to refuse.
 * A list may also be texts with commas between, as other programs have it.
 */
function valueOf(text: string, schema: TSchema): unknown {
  const { type } = schema as { readonly type?: string };
  if (type === 'string') return text;
  try {
    const value = parse(text) as unknown;
    if (type !== 'array' || typeof value !== 'string') return value;
    return value.split(',').map((part) => part.trim());
  } catch {
    return text;
  }
}

function put(tree: Tree, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  let node = tree;
  for (const key of keys) {
    const inner = node[key];
    // Anything that is no section was a mistake in the file; leaving it there lets the schema say so.
    if (inner === undefined || inner === null) node[key] = {};
    else if (typeof inner !== 'object') return;
    node = node[key] as Tree;
  }
  node[last] = value;
}

function unknownSetting(path: string): WeirError {
  const meant = nearestName(
    path,
    CONFIG_LEAVES.map((leaf) => leaf.path)
  );
  const detail: ErrorDetail = {
    path: '--set',
    expected:
      meant === undefined ? 'the path of a setting, such as retention.log.age' : `a setting (did you mean ${meant}?)`,
    found: describeFound(path),
  };
  return new WeirError('invalid_argument', `There is no setting ${describeFound(path)}; expected ${detail.expected}.`, [
    detail,
  ]);
}

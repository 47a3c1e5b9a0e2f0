import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import type { ErrorDetail } from './errors.ts';
import { nearestName } from './nearest-name.ts';

/** More than this says nothing new, and what comes from outside must not make answers large. */
const MOST_DETAILS = 20;
const LONGEST_FOUND = 80;

type Node = Readonly<Record<string, unknown>>;

/**
 * What a schema validator found, as details for a person: the path of the value (`queries[0].from`), what was
 * expected and what was found. `definitions` are the schemas that `$ref`s name.
 */
export function schemaErrorDetails(
  schema: TSchema,
  value: unknown,
  errors: readonly TLocalizedValidationError[],
  definitions: Readonly<Record<string, TSchema>> = {}
): ErrorDetail[] {
  const byPath = new Map<string, { readonly expected: Set<string>; readonly found: string }>();
  for (const error of errors) {
    for (const { path, expected, found } of detailsOf(
      error,
      subschema(schema, error.schemaPath, definitions),
      value,
      definitions
    )) {
      const known = byPath.get(path);
      if (known) known.expected.add(expected);
      else if (byPath.size < MOST_DETAILS) byPath.set(path, { expected: new Set([expected]), found });
    }
  }
  return [...byPath].map(([path, { expected, found }]) => ({ path, expected: [...expected].join(' or '), found }));
}

function detailsOf(
  error: TLocalizedValidationError,
  node: Node,
  value: unknown,
  definitions: Readonly<Record<string, TSchema>>
): ErrorDetail[] {
  const path = readablePath(error.instancePath);
  const inside = (key: string) => (path === '' ? shorten(key) : `${path}.${shorten(key)}`);
  if (error.keyword === 'required') {
    const missing = error.params.requiredProperties;
    return missing.map((key) => ({
      path: inside(key),
      expected: describe(property(node, key, definitions)),
      found: 'nothing',
    }));
  }
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys(node['properties'] ?? {});
    const unknown = error.params.additionalProperties;
    return unknown.map((key) => ({
      path: inside(key),
      expected: knownKey(key, known),
      found: 'a key that is not known',
    }));
  }
  // The branches of a union, or `additionalProperties`, say it better.
  if (error.keyword === 'anyOf' || error.keyword === 'boolean') return [];
  const found = describeFound(at(value, error.instancePath));
  return [{ path: path === '' ? '(whole)' : path, expected: expectation(error, node), found }];
}

function knownKey(key: string, known: readonly string[]): string {
  const meant = nearestName(key, known);
  return meant ? `a known key (did you mean "${meant}"?)` : `one of the keys ${known.join(', ')}`;
}

/** A value from outside as a person may see it in an error: JSON, cut short. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object with ${Object.keys(value).length} keys`;
  return shorten(JSON.stringify(typeof value === 'string' ? value.slice(0, LONGEST_FOUND * 2) : value));
}

function shorten(text: string): string {
  return text.length <= LONGEST_FOUND ? text : `${text.slice(0, LONGEST_FOUND)}…`;
}

/** Bounds in words, by keyword. */
const BOUNDS: Readonly<Record<string, string>> = {
  minItems: 'at least # items',
  maxItems: 'at most # items',
  minLength: 'at least # characters',
  maxLength: 'at most # characters',
};

function expectation(error: TLocalizedValidationError, node: Node): string {
  const { comparison, limit, multipleOf } = error.params as {
    comparison?: string;
    limit?: number;
    multipleOf?: number;
  };
  if (comparison !== undefined) return `a number ${comparison} ${String(limit)}`;
  if (multipleOf !== undefined) return `a multiple of ${multipleOf}`;
  return BOUNDS[error.keyword]?.replace('#', String(limit)) ?? describe(node);
}

/** What a schema takes, in words. */
function describe(node: Node): string {
  const values = node['enum'];
  if (Array.isArray(values)) return `one of ${values.join(', ')}`;
  const examples = node['examples'];
  if (Array.isArray(examples)) return `a text such as ${examples.slice(0, 4).join(', ')}`;
  if (typeof node['pattern'] === 'string') return `a text that matches ${node['pattern']}`;
  if (node['format'] === 'uuid') return 'a UUID';
  switch (node['type']) {
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'an object';
    case 'null':
      return 'null';
    default:
      return 'another value';
  }
}

function subschema(schema: TSchema, pointer: string, definitions: Readonly<Record<string, TSchema>>): Node {
  let node: unknown = schema;
  for (const part of pointer.replace(/^#/, '').split('/').slice(1)) {
    node = (resolve(node, definitions) as Record<string, unknown>)[unescape(part)];
  }
  return resolve(node, definitions);
}

function property(node: Node, key: string, definitions: Readonly<Record<string, TSchema>>): Node {
  return resolve(((node['properties'] ?? {}) as Node)[key], definitions);
}

function resolve(node: unknown, definitions: Readonly<Record<string, TSchema>>): Node {
  if (typeof node !== 'object' || node === null) return {};
  const name = (node as Node)['$ref'];
  return typeof name === 'string' ? ((definitions[name] ?? {}) as Node) : (node as Node);
}

function at(value: unknown, pointer: string): unknown {
  let current = value;
  for (const part of pointer.split('/').slice(1)) {
    current = (current as Record<string, unknown> | null | undefined)?.[unescape(part)];
  }
  return current;
}

function readablePath(pointer: string): string {
  let path = '';
  for (const part of pointer.split('/').slice(1)) {
    const key = shorten(unescape(part));
    path += /^\d+$/.test(key) ? `[${key}]` : path === '' ? key : `.${key}`;
  }
  return path;
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

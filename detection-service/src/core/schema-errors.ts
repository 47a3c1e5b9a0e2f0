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
  const expectations = new Map<string, { readonly expected: Set<string>; readonly found: string }>();
  const note = (path: string, expected: string, found: string) => {
    const known = expectations.get(path);
    if (known) known.expected.add(expected);
    else if (expectations.size < MOST_DETAILS) expectations.set(path, { expected: new Set([expected]), found });
  };
  for (const error of errors) {
    const node = subschema(schema, error.schemaPath, definitions);
    const path = readablePath(error.instancePath);
    const inside = (key: string) => (path === '' ? key : `${path}.${key}`);
    switch (error.keyword) {
      case 'anyOf':
      case 'boolean':
        break; // the branches, or `additionalProperties`, say it better
      case 'required':
        for (const key of error.params.requiredProperties) {
          note(inside(key), describe(property(node, key, definitions)), 'nothing');
        }
        break;
      case 'additionalProperties': {
        const known = Object.keys((node['properties'] ?? {}) as Node);
        for (const key of error.params.additionalProperties) {
          const meant = nearestName(key, known);
          const expected = meant ? `a known key (did you mean "${meant}"?)` : `one of the keys ${known.join(', ')}`;
          note(inside(shorten(key)), expected, 'a key that is not known');
        }
        break;
      }
      default:
        note(path === '' ? '(whole)' : path, expectation(error, node), describeFound(at(value, error.instancePath)));
    }
  }
  return [...expectations].map(([path, { expected, found }]) => ({
    path,
    expected: [...expected].join(' or '),
    found,
  }));
}

/** A value from outside as a person may see it in an error: JSON, cut short. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object with ${Object.keys(value).length} keys`;
  return shorten(JSON.stringify(typeof value === 'string' ? value.slice(0, LONGEST_FOUND * 2) : value) ?? typeof value);
}

function shorten(text: string): string {
  return text.length <= LONGEST_FOUND ? text : `${text.slice(0, LONGEST_FOUND)}…`;
}

function expectation(error: TLocalizedValidationError, node: Node): string {
  switch (error.keyword) {
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `a number ${error.params.comparison} ${error.params.limit}`;
    case 'minItems':
      return `at least ${error.params.limit} items`;
    case 'maxItems':
      return `at most ${error.params.limit} items`;
    case 'minLength':
      return `at least ${error.params.limit} characters`;
    case 'maxLength':
      return `at most ${error.params.limit} characters`;
    case 'multipleOf':
      return `a multiple of ${error.params.multipleOf}`;
    default:
      return describe(node);
  }
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

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operations as contract } from './operations.ts';

/** Rules over the document as clients read it (why each: docs of the generator's traps, style of the contract). */

type Json = Readonly<Record<string, unknown>>;
const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as Json;

interface Found {
  readonly at: string;
  readonly node: Json;
}

/** Every object of the document with its place. */
function* nodes(value: unknown, at = ''): Generator<Found> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { at, node: value as Json };
  for (const [key, inner] of Object.entries(value)) yield* nodes(inner, `${at}/${key}`);
}

const REFERENCE = /^#\/components\/schemas\/[A-Z][A-Za-z]+$/;
const isNullable = (branches: unknown): boolean => {
  const [, second, ...more] = branches as Json[];
  return second?.['type'] === 'null' && more.length === 0;
};

/** Each rule: what it says when it is broken, and when that is. */
const RULES: readonly (readonly [string, (node: Json) => boolean])[] = [
  ['a number without format double', ({ type, format }) => type === 'number' && format !== 'double'],
  ['an integer without format', ({ type, format }) => type === 'integer' && format !== 'int32' && format !== 'int64'],
  ['of several types', ({ type }) => Array.isArray(type)],
  ['an enum without a type', (node) => Array.isArray(node['enum']) && typeof node['type'] !== 'string'],
  ['composed', (node) => ['oneOf', 'allOf', 'not', 'const'].some((key) => node[key] !== undefined)],
  ['a union that is not "or null"', ({ anyOf }) => anyOf !== undefined && !isNullable(anyOf)],
  ['a reference by number', ({ $ref }) => typeof $ref === 'string' && !REFERENCE.test($ref)],
];

const undescribed = ([, property]: readonly [string, unknown]): boolean => {
  const { description, $ref } = property as Json;
  return description === undefined && $ref === undefined;
};

/** What breaks the rules, as sentences. */
function violations(root: unknown): string[] {
  return [...nodes(root)].flatMap(({ at, node }) =>
    at.endsWith('/properties')
      ? Object.entries(node)
          .filter(undescribed)
          .map(([key]) => `${at}/${key} has no description`)
      : RULES.filter(([, broken]) => broken(node)).map(([sentence]) => `${at} is ${sentence}`)
  );
}

describe('openapi.json', () => {
  it('is OpenAPI 3.1', () => {
    expect(document['openapi']).toBe('3.1.0');
  });

  it('keeps the rules for schemas', () => {
    expect(violations(document)).toEqual([]);
  });

  it('has an id, a summary, an answer and error answers for every operation', () => {
    const operations = Object.entries(document['paths'] as Json).flatMap(([path, methods]) =>
      Object.entries(methods as Json).map(([method, operation]) => ({
        at: `${method} ${path}`,
        operation: operation as Json,
      }))
    );
    expect(operations.length).toBe(Object.keys(contract).length);
    const ids = operations.map(({ operation }) => operation['operationId']);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { at, operation } of operations) {
      expect(operation['operationId'], at).toMatch(
        /^(get|list|follow|query|save|withdraw|create|update|publish|delete|decide)[A-Z][A-Za-z]+$/
      );
      expect(operation['summary'], at).toMatch(/\.$/);
      expect(Object.keys(operation['responses'] as Json).sort(), at).toEqual(['200', '4XX', '5XX']);
      for (const parameter of (operation['parameters'] ?? []) as Json[])
        expect(parameter['description'], at).toBeTruthy();
    }
  });

  it('names every component and uses every one', () => {
    const names = Object.keys((document['components'] as { schemas: Json }).schemas);
    const text = JSON.stringify(document);
    for (const name of names) {
      expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(text, `${name} is used nowhere`).toContain(`"#/components/schemas/${name}"`);
    }
  });

  it('is the document of the contract only: no telemetry, no probes', () => {
    expect(Object.keys(document['paths'] as Json).every((path) => path.startsWith('/v1/'))).toBe(true);
    expect(Object.keys(document['paths'] as Json)).not.toContain('/v1/metrics');
  });
});

describe('the rules themselves', () => {
  it.each([
    ['a number without format', { type: 'number' }],
    ['an integer without format', { type: 'integer' }],
    ['an enum without type', { enum: ['a'] }],
    ['a union', { anyOf: [{ type: 'string' }, { type: 'boolean' }] }],
    ['several types', { type: ['string', 'null'] }],
    ['a property without description', { type: 'object', properties: { a: { type: 'string' } } }],
    ['a reference by number', { $ref: '#/components/schemas/def-0' }],
  ])('catch %s', (_, schema) => {
    expect(violations({ schema })).toHaveLength(1);
  });
});

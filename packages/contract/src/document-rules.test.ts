import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

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

/** What breaks the rules, as sentences. */
function violations(root: unknown): string[] {
  const found: string[] = [];
  for (const { at, node } of nodes(root)) {
    const inProperties = at.endsWith('/properties');
    if (inProperties) {
      for (const [key, property] of Object.entries(node) as [string, Json][]) {
        if (property['description'] === undefined && property['$ref'] === undefined)
          found.push(`${at}/${key} has no description`);
      }
      continue;
    }
    if (node['type'] === 'number' && node['format'] !== 'double') found.push(`${at} is a number without format double`);
    if (node['type'] === 'integer' && !['int32', 'int64'].includes(String(node['format'])))
      found.push(`${at} is an integer without format`);
    if (Array.isArray(node['type'])) found.push(`${at} has several types`);
    if (Array.isArray(node['enum']) && typeof node['type'] !== 'string') found.push(`${at} is an enum without a type`);
    for (const key of ['oneOf', 'allOf', 'not', 'const']) if (node[key] !== undefined) found.push(`${at} has ${key}`);
    if (node['anyOf'] !== undefined) {
      const branches = node['anyOf'] as Json[];
      if (branches.length !== 2 || branches[1]?.['type'] !== 'null')
        found.push(`${at} is an anyOf that is not "or null"`);
    }
    const ref = node['$ref'];
    if (typeof ref === 'string' && !/^#\/components\/schemas\/[A-Z][A-Za-z]+$/.test(ref))
      found.push(`${at} refers to ${ref}`);
  }
  return found;
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
    expect(operations.length).toBe(11);
    const ids = operations.map(({ operation }) => operation['operationId']);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { at, operation } of operations) {
      expect(operation['operationId'], at).toMatch(/^(get|list|query)[A-Z][A-Za-z]+$/);
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

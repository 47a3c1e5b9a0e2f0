import Schema from 'typebox/schema';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { describeFound, schemaErrorDetails } from './schema-errors.ts';

const Item = Type.Object({ n: Type.Integer({ minimum: 1 }) }, { $id: 'Item', additionalProperties: false });
const Whole = Type.Object(
  {
    items: Type.Array(Type.Unsafe({ $ref: 'Item#' }), { maxItems: 2 }),
    mode: Type.Optional(Type.Unsafe({ type: 'string', enum: ['live', 'history'] })),
    id: Type.Optional(Type.String({ pattern: '^[a-f]+$' })),
    age: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  },
  { additionalProperties: false }
);
const definitions = { 'Item#': Item };
const check = Schema.Compile(definitions, Whole);

function details(value: unknown) {
  return schemaErrorDetails(Whole, value, check.Errors(value)[1], definitions);
}

describe('schemaErrorDetails', () => {
  it.each([
    ['a missing key', {}, [{ path: 'items', expected: 'a list', found: 'nothing' }]],
    [
      'a missing key deep inside',
      { items: [{}] },
      [{ path: 'items[0].n', expected: 'a whole number', found: 'nothing' }],
    ],
    ['a wrong type', { items: [{ n: 'x' }] }, [{ path: 'items[0].n', expected: 'a whole number', found: '"x"' }]],
    ['a bound', { items: [{ n: 0 }] }, [{ path: 'items[0].n', expected: 'a number >= 1', found: '0' }]],
    [
      'too many',
      { items: [{ n: 1 }, { n: 1 }, { n: 1 }] },
      [{ path: 'items', expected: 'at most 2 items', found: 'a list of 3' }],
    ],
    ['an enum', { items: [], mode: 'past' }, [{ path: 'mode', expected: 'one of live, history', found: '"past"' }]],
    ['a pattern', { items: [], id: 'X' }, [{ path: 'id', expected: 'a text that matches ^[a-f]+$', found: '"X"' }]],
    ['a union', { items: [], age: 'X' }, [{ path: 'age', expected: 'a number or null', found: '"X"' }]],
    [
      'a near key',
      { items: [], mod: 'live' },
      [{ path: 'mod', expected: 'a known key (did you mean "mode"?)', found: 'a key that is not known' }],
    ],
    ['not an object', 7, [{ path: '(whole)', expected: 'an object', found: '7' }]],
  ])('%s', (_, value, expected) => {
    expect(details(value)).toEqual(expected);
  });

  it('stays small, whatever comes', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`${'k'.repeat(500)}${i}`, 1]));
    const found = details({ items: [], ...many });
    expect(found.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(found).length).toBeLessThan(6_000);
  });

  it('says nothing about what is right', () => {
    expect(details({ items: [{ n: 1 }], age: null })).toEqual([]);
  });
});

describe('describeFound', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [[1, 2], 'a list of 2'],
    [{ a: 1 }, 'an object with 1 keys'],
    ['a"b', '"a\\"b"'],
  ])('%j → %s', (value, text) => {
    expect(describeFound(value)).toBe(text);
  });

  it('cuts long texts', () => {
    expect(describeFound('x'.repeat(1_000_000)).length).toBeLessThan(90);
  });
});

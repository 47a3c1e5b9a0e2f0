import { describe, expect, it } from 'vitest';
import { fromExactJson, toExactJson } from './exact-json.ts';

describe('exact JSON', () => {
  it('brings back numbers that JSON has no word for, at any depth', () => {
    const value = { a: [Number.NaN, Infinity, -Infinity, -0, 0], b: { c: Number.NaN, d: 'NaN', e: null }, f: 0.1 };
    expect(fromExactJson(toExactJson(value))).toEqual(value);
    expect(Object.is(fromExactJson(toExactJson(-0)), -0)).toBe(true);
  });

  it('is ordinary JSON otherwise', () => {
    expect(toExactJson({ a: 1, b: undefined, c: 'x' })).toBe('{"a":1,"c":"x"}');
  });
});

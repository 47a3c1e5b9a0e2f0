import { readFileSync, readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import addFormats from 'ajv-formats';
import { namedSchemas, operations } from './index.ts';

const directory = new URL('../examples/', import.meta.url);
const examples = readdirSync(directory).map((file) => file.replace(/\.json$/, ''));
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, directory), 'utf8'));

// A validator that is not the one the service uses, over the same schemas.
function validator(removeAdditional: boolean): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allErrors: true, removeAdditional: removeAdditional ? 'all' : false });
  addFormats.default(ajv);
  for (const schema of namedSchemas) ajv.addSchema(structuredClone(schema));
  return ajv;
}

describe('examples', () => {
  it('there is one for every answer and every body of a request', () => {
    const parts = Object.values(operations).flatMap((operation): unknown[] => [
      ...Object.values<unknown>(operation.response),
      ...('body' in operation ? [operation.body] : []),
    ]);
    // A reference stands in the part itself, or within the one kind of content that it has.
    const references = JSON.stringify(parts).matchAll(/"\$ref":"([A-Za-z]+)#"/g);
    const wanted = new Set([...references].map(([, name]) => name));
    expect(new Set(examples)).toEqual(wanted);
  });

  it.each(examples)('%s fits its schema', (name) => {
    const validate = validator(false).getSchema(`${name}`);
    expect(validate, `no schema ${name}`).toBeDefined();
    void validate?.(read(name));
    expect(validate?.errors ?? []).toEqual([]);
  });

  it.each(examples)('%s has nothing that the schema does not know', (name) => {
    // Attributes are free-form; ajv would take them for unknown keys.
    const kept = structuredClone(read(name));
    void validator(true).getSchema(name)?.(kept);
    expect(withoutAttributes(kept)).toEqual(withoutAttributes(read(name)));
  });

  it('a wrong example would be noticed', () => {
    const validate = validator(false).getSchema('Anomaly');
    expect(validate?.({ ...(read('Anomaly') as object), start: '14:02' })).toBe(false);
  });
});

function withoutAttributes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'attributes' ? undefined : inner)));
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LIMITS } from './budget.ts';
import { AGGREGATIONS } from './expression.ts';
import { functions } from './functions/registry.ts';
import { metrics } from './metrics.ts';

const page = readFileSync(new URL('../../../docs/prometheus.md', import.meta.url), 'utf8');
const words = new Set(page.match(/\w+/g));

it('docs/prometheus.md names every function, aggregation and metric', () => {
  const names = [...functions.keys(), ...AGGREGATIONS, ...metrics.map(({ name }) => name)];
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});

it('docs/prometheus.md has the limits as they are', () => {
  const { answerBytes, ...counts } = LIMITS;
  const written = [
    `${answerBytes / 1024 ** 2} MiB`,
    ...Object.values(counts).map((count) => count.toLocaleString('en')),
  ];
  expect(written.filter((text) => !page.includes(text))).toEqual([]);
});

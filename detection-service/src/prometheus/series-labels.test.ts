import { expect, it } from 'vitest';
import type { StoredSeries } from '../storage/ports.ts';
import { LabelSet } from './label-set.ts';
import { seriesLabels } from './series-labels.ts';

const series = (attributes: Record<string, string>, endpoint = false): StoredSeries => ({
  ordinal: 0,
  id: 'f'.repeat(32),
  entityId: 'e',
  firstStep: 0,
  identity: {
    entity: {
      tenant: 'secret-tenant',
      kind: endpoint ? 'endpoint' : 'service',
      environment: 'prod',
      namespace: '',
      name: 'payments',
      ...(endpoint ? { method: 'GET', route: '/pay/{id}' } : {}),
    },
    indicator: 'queue.depth',
    kind: 'gauge',
    unit: '{job}',
    attributes,
    step: 60_000,
    version: 1,
  },
});
const labelsOf = (one: StoredSeries): Record<string, string> =>
  Object.fromEntries(LabelSet.of(seriesLabels(one)).labels);
const own = {
  service: 'payments',
  environment: 'prod',
  kind: 'service',
  indicator: 'queue.depth',
  unit: '{job}',
  series_id: 'f'.repeat(32),
};

it('has what is known of the series, nothing empty, and no tenant', () => {
  expect(labelsOf(series({}))).toEqual(own);
  expect(labelsOf(series({}, true))).toEqual({ ...own, kind: 'endpoint', method: 'GET', route: '/pay/{id}' });
});

it.each<[string, Record<string, string>, Record<string, string>]>([
  ['what a name cannot have becomes an underscore', { 'queue.name': 'a', näme: 'b' }, { queue_name: 'a', n_me: 'b' }],
  ['a digit in front gets a prefix', { '1st': 'x' }, { key_1st: 'x' }],
  ['names of our own get a prefix', { service: 'x', bound: 'y' }, { attribute_service: 'x', attribute_bound: 'y' }],
  [
    'names of Prometheus get a prefix',
    { __name__: 'x', __proto: 'y' },
    { attribute___name__: 'x', attribute___proto: 'y' },
  ],
  ['what comes to one name is joined in the order of the keys', { a_b: '2', 'a.b': '1' }, { a_b: '1;2' }],
  ['an empty value is no label', { empty: '' }, {}],
])('%s', (_, attributes, expected) => {
  expect(labelsOf(series(attributes))).toEqual({ ...own, ...expected });
});

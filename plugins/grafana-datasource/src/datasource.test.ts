import { CoreApp, DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { TemplateSrv } from '@grafana/runtime';

import { DataSource } from './datasource';
import { WeirOptions, WeirQuery } from './types';

/** Stands in for Grafana's own: replaces $name by its value, several through the format. */
function templates(variables: Record<string, string | string[]>): TemplateSrv {
  const replace = (text = '', _?: ScopedVars, format?: string | Function) =>
    text.replace(/\$(\w+)/g, (whole, name) => {
      const value = variables[name];
      if (value === undefined) {
        return whole;
      }
      return typeof format === 'function' ? format(value) : String(value);
    });
  return { replace } as unknown as TemplateSrv;
}

function source(variables: Record<string, string | string[]> = {}) {
  const settings = { id: 1, uid: 'weir', type: 'weir-detection-datasource', name: 'Weir', jsonData: {} };
  return new DataSource(settings as unknown as DataSourceInstanceSettings<WeirOptions>, templates(variables));
}

const series: WeirQuery = { refId: 'A', queryType: 'series', entity: 'orders', indicator: 'latency_p95' };

describe('variables in queries', () => {
  it('are filled in everywhere', () => {
    const query: WeirQuery = {
      ...series,
      entity: '$service',
      environment: '$env',
      indicator: '$what',
      method: 'GET',
      route: '$route',
    };
    const variables = { service: 'payments', env: 'prod', what: 'error_ratio', route: '/pay' };
    expect(source(variables).applyTemplateVariables(query, {})).toMatchObject({
      entities: ['payments'],
      environment: 'prod',
      indicator: 'error_ratio',
      route: '/pay',
    });
  });

  it('with several values stand for several entities', () => {
    const query = { ...series, entity: 'api-$service' };
    const filled = source({ service: ['orders', 'pay,ments'] }).applyTemplateVariables(query, {});
    expect(filled.entities).toEqual(['api-orders', 'api-pay,ments']);
  });

  it('are filled in when Explore takes a query over', () => {
    const [query] = source({ service: ['orders', 'payments'] }).interpolateVariablesInQueries(
      [{ ...series, entity: '$service' }],
      {}
    );
    expect(query.entity).toBe('orders');
    expect(query.datasource).toEqual({ type: 'weir-detection-datasource', uid: 'weir' });
  });
});

describe('which queries run', () => {
  it.each<[string, Partial<WeirQuery>, boolean]>([
    ['a finished series', {}, true],
    ['a series without an indicator', { indicator: undefined }, false],
    ['a series without an entity', { entity: undefined }, false],
    ['a hidden one', { hide: true }, false],
    ['problems of everything', { queryType: 'problems', entity: undefined, indicator: undefined }, true],
    ['an old one without a type', { queryType: undefined }, true],
  ])('%s', (_, change, expected) => {
    expect(source().filterQuery({ ...series, ...change })).toBe(expected);
  });

  it('starts with series', () => {
    expect(source().getDefaultQuery(CoreApp.Explore)).toEqual({ queryType: 'series' });
  });

  it('fills a new variable with entities: Grafana runs none that has no query', () => {
    expect(source().variables?.getDefaultQuery?.()).toMatchObject({ kind: 'entities' });
  });

  it('is shown as a line of text in Explore', () => {
    expect(source().getQueryDisplayText(series)).toBe('orders | latency_p95 | band, anomalies');
  });
});

import { CoreApp, DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, TemplateSrv } from '@grafana/runtime';

import { annotationSupport } from './annotations';
import { formatCode } from './code';
import { expandNames, markValues } from './expand';
import { Endpoint, NameCheck, Options, WeirOptions, WeirQuery } from './types';
import { VariableSupport } from './variables';

/** The data source in the browser. Queries and everything that needs the token go through Grafana's server. */
export class DataSource extends DataSourceWithBackend<WeirQuery, WeirOptions> {
  constructor(
    instanceSettings: DataSourceInstanceSettings<WeirOptions>,
    private readonly templateSrv: TemplateSrv = getTemplateSrv()
  ) {
    super(instanceSettings);
    this.annotations = annotationSupport;
    this.variables = new VariableSupport(this);
  }

  getDefaultQuery(_: CoreApp): Partial<WeirQuery> {
    return { queryType: 'series' };
  }

  /** Explore's history and collapsed rows show this. */
  getQueryDisplayText(query: WeirQuery): string {
    return formatCode(query);
  }

  /** Queries that are not finished do not run. */
  filterQuery(query: WeirQuery): boolean {
    if (query.hide) {
      return false;
    }
    const needsSeries = !query.queryType || query.queryType === 'series' || query.queryType === 'forecast';
    return needsSeries ? Boolean(query.entity && query.indicator) : true;
  }

  applyTemplateVariables(query: WeirQuery, scopedVars: ScopedVars): WeirQuery {
    const replaced: WeirQuery = { ...query };
    for (const key of ['environment', 'indicator', 'method', 'route'] as const) {
      if (query[key]) {
        replaced[key] = this.templateSrv.replace(query[key], scopedVars);
      }
    }
    if (query.entity) {
      replaced.entities = expandNames(this.templateSrv.replace(query.entity, scopedVars, markValues));
      replaced.entity = replaced.entities.join(',');
    }
    return replaced;
  }

  /** For Explore, which takes a panel's query over with its variables filled in. */
  interpolateVariablesInQueries(queries: WeirQuery[], scopedVars: ScopedVars): WeirQuery[] {
    return queries.map((query) => {
      const filled = this.applyTemplateVariables(query, scopedVars);
      return { ...filled, entity: filled.entities?.[0] ?? query.entity, datasource: this.getRef() };
    });
  }

  /** The text with its variables filled in; what has several values becomes the first of them. */
  private filled(text: string | undefined): string | undefined {
    return text ? expandNames(this.templateSrv.replace(text, {}, markValues))[0] : undefined;
  }

  entities(text: string, environment?: string, limit = 50): Promise<Options> {
    return this.getResource('entities', { q: text, environment: this.filled(environment), limit });
  }

  environments(): Promise<Options> {
    return this.getResource('environments');
  }

  indicators(entity?: string, text = ''): Promise<Options> {
    return this.getResource('indicators', { entity: this.filled(entity), q: text, limit: 200 });
  }

  endpoints(entity?: string): Promise<{ items: Endpoint[]; more: boolean }> {
    return this.getResource('endpoints', { entity: this.filled(entity), limit: 500 });
  }

  checkEntity(name: string): Promise<NameCheck> {
    return this.getResource('entities/check', { name });
  }
}

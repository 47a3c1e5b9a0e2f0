import { CustomVariableSupport, DataQueryRequest, DataQueryResponse } from '@grafana/data';
import { from, map, Observable } from 'rxjs';

import { VariableEditor } from './components/VariableEditor';
import type { DataSource } from './datasource';
import { WeirVariableQuery } from './types';

/** As many as the backend answers at once. */
const MOST_VALUES = 500;
/** What a new variable holds until somebody says something else. */
const DEFAULT = { refId: 'Variable', kind: 'entities' } as const satisfies WeirVariableQuery;

/** Fills dashboard variables with entities, environments, indicators or endpoints. */
export class VariableSupport extends CustomVariableSupport<DataSource, WeirVariableQuery> {
  constructor(private readonly datasource: DataSource) {
    super();
  }

  editor = VariableEditor;

  /** Grafana runs nothing while a variable has no query, though the editor shows what is chosen to begin with. */
  getDefaultQuery(): typeof DEFAULT {
    return DEFAULT;
  }

  query(request: DataQueryRequest<WeirVariableQuery>): Observable<DataQueryResponse> {
    const [query] = request.targets;
    return from(this.values(query ?? DEFAULT)).pipe(
      map((values) => ({ data: values.map((text) => ({ text, value: text })) }))
    );
  }

  private async values({ kind, entity, environment }: WeirVariableQuery): Promise<string[]> {
    switch (kind) {
      case 'environments':
        return (await this.datasource.environments()).items;
      case 'indicators':
        return (await this.datasource.indicators(entity)).items;
      case 'endpoints':
        return (await this.datasource.endpoints(entity)).items.map(({ method, route }) => `${method} ${route}`);
      default:
        return (await this.datasource.entities('', environment, MOST_VALUES)).items;
    }
  }
}

import { DataSourceJsonData } from '@grafana/data';
import { DataQuery } from '@grafana/schema';

/** What a query asks for. The words are stored in dashboards and never change. */
export type QueryType = 'series' | 'problems' | 'anomalies' | 'forecast' | 'rating' | 'entities';

/** How problems and anomalies are laid out: rows, regions over a panel, or one row of states per service. */
export type Format = 'table' | 'annotations' | 'lanes';

export const HORIZONS = ['24h', '14d'] as const;

/** One query as it is stored. Every text may hold variables. */
export interface WeirQuery extends DataQuery {
  queryType?: QueryType;
  /** Name of a service, device or node. */
  entity?: string;
  /** Filled in when the query runs, where a variable holds several names. */
  entities?: string[];
  environment?: string;
  indicator?: string;
  /** Both or neither: one endpoint of the service. */
  method?: string;
  route?: string;
  /** Absent means yes. */
  band?: boolean;
  anomalies?: boolean;
  /** Draws the score in place of the values. */
  score?: boolean;
  format?: Format;
  state?: 'open' | 'closed';
  horizon?: (typeof HORIZONS)[number];
  /** Adds what was said of the past before it came. */
  said?: boolean;
  limit?: number;
  editorMode?: 'builder' | 'code';
}

/** What variables can be filled from. */
export type VariableKind = 'entities' | 'environments' | 'indicators' | 'endpoints';

/** The query of a dashboard variable. */
export interface WeirVariableQuery extends DataQuery {
  kind: VariableKind;
  entity?: string;
  environment?: string;
}

/** What an administrator sets up; the URL itself is Grafana's own field. */
export interface WeirOptions extends DataSourceJsonData {
  /** The token is expected to belong to this tenant. */
  tenant?: string;
  /** Longest wait for an answer, in seconds. */
  timeout?: number;
  tlsSkipVerify?: boolean;
  tlsAuthWithCACert?: boolean;
}

/** What never reaches a browser again once it is saved. */
export interface WeirSecrets {
  token?: string;
  tlsCACert?: string;
}

/** A bounded list of what a field can be set to. */
export interface Options {
  items: string[];
  more: boolean;
}

/** Whether a name is known, and which one was probably meant. */
export interface NameCheck {
  known: boolean;
  suggestion?: string;
}

/** One endpoint of a service. */
export interface Endpoint {
  method: string;
  route: string;
}

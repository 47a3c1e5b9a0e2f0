import { FetchError, getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { DataSourceInstanceSettings } from '@grafana/data';
import { lastValueFrom } from 'rxjs';

import { SOURCE_ID } from '../constants';

/** What a request for something of Weir's can be narrowed by; what is undefined or empty is not said. */
export type Params = Record<string, string | number | boolean | undefined>;

/** Why there is no answer, as a page tells it. */
export class NoAnswer extends Error {
  constructor(
    readonly kind: 'missing' | 'refused' | 'down',
    message: string
  ) {
    super(message);
  }
}

/** The data source that the app asks: Grafana's default where it is one of Weir's, else the first. */
export function weirSource(): DataSourceInstanceSettings | undefined {
  const all = getDataSourceSrv().getList({ pluginId: SOURCE_ID });
  return all.find(({ isDefault }) => isDefault) ?? all[0];
}

const resource = (path: string) => `/api/datasources/uid/${weirSource()?.uid ?? ''}/resources/${path}`;

function said(params: Params): Record<string, string> {
  const pairs = Object.entries(params).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(pairs.map(([name, value]) => [name, String(value)]));
}

async function answered<T>(request: { url: string; method: string; params?: object; data?: unknown }): Promise<T> {
  try {
    const answer = getBackendSrv().fetch<T>({ ...request, showErrorAlert: false, showSuccessAlert: false });
    return (await lastValueFrom(answer)).data;
  } catch (error) {
    throw noAnswer(error as FetchError<{ message?: string }>);
  }
}

function noAnswer({ status, statusText, data }: FetchError<{ message?: string }>): NoAnswer {
  const message = data?.message ?? statusText ?? '';
  if (status === 404) {
    return new NoAnswer('missing', message);
  }
  if (status >= 400 && status < 500) {
    return new NoAnswer('refused', message);
  }
  return new NoAnswer('down', message || 'Grafana does not answer.');
}

/** Reads through the data source's resource handler. */
export const ask = <T>(path: string, params: Params = {}): Promise<T> =>
  answered<T>({ url: resource(path), method: 'GET', params: said(params) });

/** Changes something in the name of the person who is signed in; the handler checks the role. */
export const tell = <T>(path: string, data: unknown): Promise<T> =>
  answered<T>({ url: resource(path), method: 'POST', data });

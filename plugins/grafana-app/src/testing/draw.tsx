import React from 'react';
import { render } from '@testing-library/react';
import { createTheme, ThemeContext } from '@grafana/data';
import { config, locationService, LocationServiceProvider, setBackendSrv, setDataSourceSrv } from '@grafana/runtime';
import { Router } from 'react-router-dom';
import { from, NEVER } from 'rxjs';

/** Answers by path below the data source's resources: a value, an error as Grafana gives it, or `pending`. */
export type Answers = Record<string, unknown>;

/** An answer that is an error. */
export const failing = (status: number, message: string) => ({
  failing: { status, statusText: '', data: { message }, config: {} },
});
export const pending = { pending: true };

export interface Asked {
  path: string;
  params: Record<string, string>;
  data?: unknown;
}

/** Sets what stands for Grafana's server; the list fills with what is asked. */
export function answering(answers: Answers, role = 'Editor'): Asked[] {
  const asked: Asked[] = [];
  Object.assign(config, { bootData: { user: { orgRole: role, timezone: 'utc' } } });
  setDataSourceSrv({
    getList: () => [{ uid: 'weir', isDefault: true }],
    get: async () => ({ uid: 'weir', type: 'weir-detection-datasource', meta: {}, getRef: () => ({ uid: 'weir' }) }),
    getInstanceSettings: () => ({ uid: 'weir', meta: {} }),
  } as never);
  setBackendSrv({
    fetch: ({ url, params, data }: { url: string; params?: Record<string, string>; data?: unknown }) => {
      const path = url.split('/resources/')[1] ?? url;
      asked.push({ path, params: params ?? {}, data });
      const answer = answers[path] as { failing?: unknown; pending?: boolean } | undefined;
      if (answer?.pending) {
        return NEVER;
      }
      const failure = answer === undefined ? failing(404, 'There is no such thing.').failing : answer.failing;
      return from(failure ? Promise.reject(failure) : Promise.resolve({ data: answer }));
    },
  } as never);
  return asked;
}

function Shell({ children }: { children: React.ReactNode }) {
  const history = locationService.getHistory();
  const [at, setAt] = React.useState(history.location);
  React.useLayoutEffect(() => history.listen((next: typeof at) => setAt(next)), [history]);
  return (
    <ThemeContext.Provider value={createTheme()}>
      <LocationServiceProvider service={locationService}>
        <Router navigator={history as never} location={at}>
          {children}
        </Router>
      </LocationServiceProvider>
    </ThemeContext.Provider>
  );
}

/** Draws a part of a page at an address. */
export function draw(part: React.ReactNode, at = '/a/weir-detection-app/overview') {
  locationService.replace(at);
  return render(part, { wrapper: Shell });
}

import React from 'react';
import {
  DataSourceApi,
  DataSourceInstanceSettings,
  DataSourcePlugin,
  EventBusSrv,
  GrafanaTheme2,
  LoadingState,
  PanelPlugin,
  PanelProps,
} from '@grafana/data';
import * as runtime from '@grafana/runtime';
import { from, Observable } from 'rxjs';
import { map } from 'rxjs/operators';

const settings = {
  id: 1,
  uid: 'weir',
  name: 'Weir',
  type: 'weir-detection-datasource',
  isDefault: true,
  access: 'proxy',
  readOnly: false,
  jsonData: {},
  meta: { id: 'weir-detection-datasource', name: 'Weir', info: {}, module: '', baseUrl: '', annotations: true },
} as unknown as DataSourceInstanceSettings;

/** Calls the server of the page as Grafana's backend service calls Grafana's. */
const backend = {
  fetch: ({ url, method, params, data }: runtime.BackendSrvRequest) =>
    from(
      (async () => {
        const query = new URLSearchParams(params as Record<string, string>).toString();
        const answer = await fetch(query ? `${url}?${query}` : url, {
          method,
          ...(data === undefined
            ? {}
            : { body: JSON.stringify(data), headers: { 'content-type': 'application/json' } }),
        });
        const body: unknown = await answer.json().catch(() => ({}));
        if (!answer.ok) {
          throw { status: answer.status, statusText: answer.statusText, data: body, config: {} };
        }
        return { data: body, status: answer.status, ok: true };
      })()
    ),
} as unknown as runtime.BackendSrv;

function Told({ data }: PanelProps) {
  const names = data.series.flatMap((frame) =>
    frame.fields.map(({ config, name }) => config.displayNameFromDS ?? name)
  );
  return (
    <div data-testid="panel-data" style={{ overflow: 'auto', height: '100%', fontSize: 12 }}>
      {data.state}: {data.series.length} frames; {names.join(', ')} {data.errors?.map(({ message }) => message).join()}
    </div>
  );
}

/** Sets what Grafana sets before it loads plugins. */
export function setServices(theme: GrafanaTheme2, plugin: DataSourcePlugin<never>) {
  // Data sources look for it when they are made.
  runtime.setTemplateSrv({
    replace: (text = '') => text,
    getVariables: () => [],
    containsTemplate: () => false,
    updateTimeRange: () => undefined,
  } as unknown as runtime.TemplateSrv);
  const source = new (plugin.DataSourceClass as unknown as new (of: DataSourceInstanceSettings) => DataSourceApi)(
    settings
  );
  Object.assign(source, { meta: settings.meta, name: 'Weir', uid: 'weir', type: settings.type });
  const role = new URLSearchParams(location.search).get('role') ?? 'Editor';
  Object.assign(runtime.config, {
    theme2: theme,
    bootData: { user: { orgRole: role, timezone: 'browser', permissions: {} }, settings: {}, navTree: [] },
    featureToggles: {},
    apps: {},
  });
  runtime.setBackendSrv(backend);
  runtime.setDataSourceSrv({
    get: () => Promise.resolve(source),
    getList: () => [settings],
    getInstanceSettings: () => settings,
    reload: () => undefined,
  } as unknown as runtime.DataSourceSrv);
  runtime.setAppEvents(new EventBusSrv());
  runtime.setEchoSrv({ flush: () => undefined, addBackend: () => undefined, addEvent: () => undefined } as never);
  runtime.setRunRequest((api, request) =>
    (from(api.query(request) as never) as Observable<{ data: never[]; errors?: never[] }>).pipe(
      map(({ data, errors }) => ({
        state: errors?.length ? LoadingState.Error : LoadingState.Done,
        series: data,
        errors,
        timeRange: request.range,
      }))
    )
  );
  runtime.setPluginImportUtils({
    importPanelPlugin: (id: string) => Promise.resolve(panelOf(id)),
    getPanelPluginFromCache: (id: string) => panelOf(id),
  } as never);
}

/** The frame of an app's page: title, tabs, controls. Grafana's own is no package. */
export function PluginPage({ children, pageNav, actions, renderTitle, subTitle }: runtime.PluginPageProps) {
  return (
    <main style={{ padding: 24, display: 'flex', flexDirection: 'column', gap: 16 }}>
      {renderTitle ? renderTitle(pageNav?.text ?? '') : <h1>{pageNav?.text}</h1>}
      {subTitle}
      <nav style={{ display: 'flex', gap: 16 }}>
        {pageNav?.children?.map(({ text, url, active }) => (
          <a key={text} href={url} aria-current={active ? 'page' : undefined}>
            {text}
          </a>
        ))}
      </nav>
      {actions}
      {children}
    </main>
  );
}

const panels = new Map<string, PanelPlugin>();

function panelOf(id: string): PanelPlugin {
  const known = panels.get(id);
  if (known) {
    return known;
  }
  const made = new PanelPlugin(Told);
  made.meta = { id, name: id, info: {}, module: '', baseUrl: '', sort: 0, type: 'panel' } as never;
  panels.set(id, made);
  return made;
}

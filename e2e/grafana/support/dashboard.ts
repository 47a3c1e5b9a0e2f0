import type { GrafanaApi } from './grafana-api.ts';
import { SOURCE } from './stage.ts';

/** One panel of a test's dashboard. What is left to the plugin is not set here. */
export interface PanelInput {
  readonly title: string;
  readonly type: 'timeseries' | 'table' | 'state-timeline' | 'stat';
  readonly query: Readonly<Record<string, unknown>>;
  readonly width?: number;
  readonly height?: number;
}

export interface DashboardInput {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly PanelInput[];
  /** The range in Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly annotations?: readonly Readonly<Record<string, unknown>>[];
  readonly variables?: readonly Readonly<Record<string, unknown>>[];
}

const datasource = { type: SOURCE.type, uid: SOURCE.uid };
const COLUMNS = 24;

/** Puts a dashboard into Grafana, in place of one that is there. Panels are laid out in reading order. */
export async function putDashboard(api: GrafanaApi, input: DashboardInput): Promise<void> {
  let [x, y, rowHeight] = [0, 0, 0];
  const panels = input.panels.map(({ title, type, query, width = COLUMNS, height = 9 }, i) => {
    if (x + width > COLUMNS) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const gridPos = { x, y, w: width, h: height };
    x += width;
    rowHeight = Math.max(rowHeight, height);
    return { id: i + 1, title, type, gridPos, datasource, targets: [{ refId: 'A', datasource, ...query }] };
  });
  await api.call('POST', '/api/dashboards/db', {
    overwrite: true,
    dashboard: {
      uid: input.uid,
      title: input.title,
      panels,
      time: { from: new Date(input.from).toISOString(), to: new Date(input.to).toISOString() },
      timezone: 'utc',
      annotations: { list: (input.annotations ?? []).map((one) => ({ datasource, enable: true, ...one })) },
      templating: { list: (input.variables ?? []).map((one) => ({ datasource, ...one })) },
    },
  });
}

export function removeDashboard(api: GrafanaApi, uid: string): Promise<void> {
  return api.remove(`/api/dashboards/uid/${uid}`);
}

import type { GrafanaPage } from '@grafana/plugin-e2e';
import { HOUR } from '@weir/detection-service/core/time.ts';
import { SOURCE } from './stage.ts';

export interface View {
  /** How far the range reaches beyond the end of the story. */
  readonly hoursAhead?: number;
  readonly theme?: string;
}

/** Two days of the story as the range of the page that is open; in Explore also the data source. */
export async function chooseRange(
  { ctx: { page } }: GrafanaPage,
  end: number,
  { hoursAhead = 0, theme }: View = {}
): Promise<void> {
  const url = new URL(page.url());
  const [from, to] = [end - 48 * HOUR, end + hoursAhead * HOUR].map((time) => new Date(time).toISOString());
  if (url.pathname.endsWith('/explore')) {
    const queries = [{ refId: 'A', datasource: { type: SOURCE.type, uid: SOURCE.uid } }];
    const panes = { a: { datasource: SOURCE.uid, queries, range: { from, to } } };
    url.search = new URLSearchParams({ schemaVersion: '1', panes: JSON.stringify(panes), orgId: '1' }).toString();
  } else {
    url.searchParams.set('from', from ?? '');
    url.searchParams.set('to', to ?? '');
  }
  if (theme !== undefined) url.searchParams.set('theme', theme);
  await page.goto(url.href);
}

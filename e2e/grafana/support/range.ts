import type { GrafanaPage } from '@grafana/plugin-e2e';
import { HOUR } from '@weir/detection-service/core/time.ts';

/** Two days of the story, or some hours beyond its end, as the range of the page that is open. */
export async function chooseRange({ ctx: { page } }: GrafanaPage, end: number, hoursAhead = 0): Promise<void> {
  const url = new URL(page.url());
  url.searchParams.set('from', String(end - 48 * HOUR));
  url.searchParams.set('to', String(end + hoursAhead * HOUR));
  await page.goto(url.href);
}

import type { Locator, Page } from '@playwright/test';
import { INTERACTIVE_CLOCK } from './interactive.ts';

/** A way into a page inside the loaded portal. */
export interface Way {
  readonly name: string;
  /** What is clicked. */
  readonly link: (page: Page) => Locator;
  /** CSS selector of the first row, the chart or the card that the page is about. */
  readonly ready: string;
  /** A regular expression of what the page must say, too. */
  readonly says?: string;
}

/** One visit of a page; milliseconds after the click. */
export interface Visit {
  /** Until the page is interactive. */
  readonly elapsed: number;
  /** Until what the page is about is drawn. */
  readonly drawn: number;
  /** What long tasks took together. */
  readonly busy: number;
  readonly requests: readonly { readonly path: string; readonly from: number; readonly to: number }[];
}

/** The page is at rest when no task was long for so long. */
const REST_MS = 500;
const PATIENCE_MS = 60_000;

/**
 * Clicks, and measures until the page is interactive: what it is about is drawn, a click in its middle reaches it,
 * and no task of 50 ms or more (W3C Long Tasks) follows for half a second. Clocked inside the browser; the half second
 * is not counted.
 */
export async function enter(page: Page, { link, ready, says = '' }: Way): Promise<Visit> {
  const found = link(page);
  await found.waitFor();
  const given = [ready, says, REST_MS, PATIENCE_MS].map((one) => JSON.stringify(one)).join(', ');
  await page.evaluate(`(${INTERACTIVE_CLOCK})(${given})`);
  await found.click();
  return page.evaluate<Visit>('window.weirVisit');
}

/** What a visit waited for, in one line: requests in their order, and the work of the browser. */
export function told({ elapsed, drawn, busy, requests }: Visit): string {
  const parts = requests
    .toSorted((a, b) => a.from - b.from)
    .map(({ path, from, to }) => `${path.split('/').slice(-2).join('/')} ${Math.round(from)}-${Math.round(to)}`);
  return `${Math.round(elapsed)} ms: drawn at ${Math.round(drawn)}, long tasks ${Math.round(busy)}; ${parts.join(', ')}`;
}

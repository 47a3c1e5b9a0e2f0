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

/** The page is at rest when no task was long for so long. */
const REST_MS = 500;
const PATIENCE_MS = 60_000;

/**
 * Milliseconds from a click until the page is interactive: what it is about is drawn, a click in its middle reaches it,
 * and no task of 50 ms or more (W3C Long Tasks) follows for half a second. Clocked inside the browser; the half second
 * is not counted.
 */
export async function enter(page: Page, { link, ready, says = '' }: Way): Promise<number> {
  const found = link(page);
  await found.waitFor();
  const given = [ready, says, REST_MS, PATIENCE_MS].map((one) => JSON.stringify(one)).join(', ');
  await page.evaluate(`(${INTERACTIVE_CLOCK})(${given})`);
  await found.click();
  return page.evaluate<number>('window.weirElapsed');
}

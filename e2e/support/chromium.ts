import { existsSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';

/** Where Linux distributions and macOS put a Chromium. */
const KNOWN = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Chromium of this machine: the one that `CHROMIUM` names, or one where packages put it; undefined when there is none.
 * Throws when `CHROMIUM` names what is not there.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CHROMIUM'];
  if (named !== undefined && !existsSync(named)) throw new Error(`CHROMIUM: there is no ${named}`);
  return named ?? KNOWN.find((file) => existsSync(file));
}

/** Starts it without a screen. Throws a sentence that says what to do where there is none. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium is missing: install it, or name one in CHROMIUM.');
  return chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--no-first-run'],
      ...['--disable-background-networking', '--disable-sync', '--hide-scrollbars'],
    ],
  });
}

import { existsSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';

const KNOWN = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Chromium of this machine: the one that `CHROMIUM` names, or one where packages put it. */
const CHROMIUM = [process.env['CHROMIUM'], ...KNOWN].find((file) => file !== undefined && existsSync(file));

/** Starts it without a screen. */
export function launchChromium(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('Chromium is missing: install it, or name one in CHROMIUM.');
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--hide-scrollbars'],
  });
}

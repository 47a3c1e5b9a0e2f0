import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices } from '@playwright/test';
import { readNeeds } from './support/needs.ts';

const needs = readNeeds();
// Not a session: Grafana renews its token every ten minutes, and a second window with the old one is shown the door.
const authorization = `Basic ${Buffer.from(`${needs.user}:${needs.password}`).toString('base64')}`;

/** `npm run grafana:test`: the tests of Weir's plugins in the Grafana at GRAFANA_URL. */
export default defineConfig<PluginOptions>({
  testDir: '.',
  // Pictures are taken for who asks for them, by naming a folder in PICTURES.
  testIgnore: process.env.PICTURES ? [] : ['pictures.spec.ts'],
  outputDir: '../../.weir/grafana-tests',
  globalSetup: './support/set-up.ts',
  // Whose Grafana it is, and how busy its machine, is not known here.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  workers: 2,
  retries: 0,
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 800 },
    baseURL: needs.grafana,
    extraHTTPHeaders: { authorization },
    user: { user: needs.user, password: needs.password },
    grafanaAPICredentials: { user: needs.user, password: needs.password },
    launchOptions: needs.chromium === undefined ? {} : { executablePath: needs.chromium },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});

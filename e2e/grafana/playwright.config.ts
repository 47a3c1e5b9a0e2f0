import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices } from '@playwright/test';
import { readNeeds } from './support/needs.ts';

const needs = readNeeds();
// Playwright reads this file in each of its processes; the first one says where the session is kept.
process.env.WEIR_E2E_SESSION ??= path.join(mkdtempSync(path.join(tmpdir(), 'weir-grafana-session-')), 'state.json');

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
    storageState: process.env.WEIR_E2E_SESSION,
    user: { user: needs.user, password: needs.password },
    grafanaAPICredentials: { user: needs.user, password: needs.password },
    launchOptions: needs.chromium === undefined ? {} : { executablePath: needs.chromium },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});

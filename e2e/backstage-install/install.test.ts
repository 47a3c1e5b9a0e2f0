import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import semver from 'semver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import type { PortalProcess } from '../../dev/portal/portal-process.ts';
import { launchChromium } from '../support/chromium.ts';
import { scratchFolder } from '../support/scratch.ts';
import { ServiceProcess } from '../support/service-process.ts';
import { FreshPortal, versionOf } from './fresh-portal.ts';
import { undeclaredImports } from './imports.ts';
import { packPackages, promisedFiles, type Manifest, type Tarball } from './packages.ts';

/** The Backstage packages as somebody gets them who has never seen the repository. */

const PATIENCE = 60_000;
const folder = scratchFolder('backstage-install');

let tarballs: Tarball[];
let installed: FreshPortal;
let portal: string;
let weirPort: number;
let typeFaults: Promise<string>;
let bundled: string[];
let backend: PortalProcess;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const [port = 0, other = 0] = await freePorts(2);
  portal = `http://127.0.0.1:${port}`;
  weirPort = other;
  tarballs = await packPackages(path.join(folder, 'packed'));
  installed = await FreshPortal.install(path.join(folder, 'portal'), tarballs);
  // On the second core.
  typeFaults = installed.typeFaults();
  bundled = await installed.bundle(port);
  backend = await installed.start(port, `http://127.0.0.1:${weirPort}`);
  browser = await launchChromium();
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(portal);
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('link', { name: 'API ratings' }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await backend?.stop();
});

async function guestToken(): Promise<string> {
  const answer = await fetch(`${portal}/api/auth/guest/refresh`, { method: 'POST' });
  const { backstageIdentity } = (await answer.json()) as { backstageIdentity: { token: string } };
  return backstageIdentity.token;
}

async function askWeir<T>(route: string): Promise<T> {
  const headers = { authorization: `Bearer ${await guestToken()}` };
  return (await (await fetch(`${portal}/api/weir${route}`, { headers })).json()) as T;
}

function installedManifest({ manifest }: Tarball): Manifest {
  const file = path.join(installed.packageFolder(manifest.name), 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

describe('the packed packages', () => {
  it('hold every file that their manifests name', () => {
    for (const tarball of tarballs) {
      const manifest = installedManifest(tarball);
      const promised = promisedFiles(manifest);
      expect(promised.length, manifest.name).toBeGreaterThan(1);
      const missing = promised.filter((file) => !existsSync(path.join(installed.packageFolder(manifest.name), file)));
      expect(missing, manifest.name).toEqual([]);
    }
    expect(promisedFiles(tarballs.at(-1)?.manifest as Manifest)).toContain('dist/legacy.esm.js');
  });

  it('ask for nothing of the workspace, and for versions that they were built with', () => {
    for (const { manifest } of tarballs) {
      for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
        expect(semver.validRange(range), `${manifest.name} asks for ${name} ${range}`).not.toBeNull();
        const version = tarballs.find((one) => one.manifest.name === name)?.manifest.version ?? versionOf(name);
        expect(semver.satisfies(version, range), `${name} ${version} is not ${range}`).toBe(true);
      }
    }
  });

  it('import only what they declare', () => {
    for (const { manifest } of tarballs) {
      const dist = path.join(installed.packageFolder(manifest.name), 'dist');
      expect(undeclaredImports(dist, manifest), manifest.name).toEqual([]);
    }
  });

  it('have types that an app compiles against: both frontend systems, backend, common', async () => {
    expect(await typeFaults).toBe('');
  });

  it('go into the bundle of an app, and nothing of the repository’s sources does', () => {
    const ours = bundled.filter((file) => file.includes('@weir/'));
    const of = (name: string): number => ours.filter((file) => file.startsWith(`node_modules/${name}/dist/`)).length;
    expect(of('@weir/backstage-plugin-weir')).toBeGreaterThan(50);
    expect(of('@weir/backstage-plugin-weir-common')).toBeGreaterThan(3);
    expect(bundled.filter((file) => file.startsWith('..'))).toEqual([]);
  });
});

describe('a portal with them', () => {
  it('says that Weir is down, in the backend and on the page', async () => {
    expect(await askWeir('/v1/status')).toMatchObject({ reachable: false, problem: { reason: 'down' } });
    await page.goto(`${portal}/weir/ratings`);
    await page.getByText('Weir cannot be reached.').waitFor();
  });

  it('answers from Weir once it runs: routes, page, cards of an entity', async () => {
    const data = mkdtempSync(path.join(folder, 'data-'));
    const service = await ServiceProcess.start({ data, port: weirPort });
    try {
      await expect
        .poll(() => askWeir('/v1/status'), { timeout: PATIENCE, interval: 500 })
        .toMatchObject({ reachable: true, contract: { match: 'same' } });
      // What the catalog's push has brought to the service comes back by the routes.
      await expect
        .poll(() => askWeir('/v1/inventory'), { timeout: PATIENCE, interval: 500 })
        .toMatchObject({ items: [{ state: 'catalog-only', catalog: { ref: 'component:default/orders' } }] });
      await page.goto(`${portal}/weir/inventory`);
      await page.getByRole('row', { name: 'orders' }).filter({ hasText: 'Catalog only' }).waitFor();
      await page.goto(`${portal}/catalog/default/component/orders`);
      for (const card of ['Health', 'Rating', 'Forecast']) {
        await page.getByRole('heading', { name: card }).first().waitFor();
      }
      await page.goto(`${portal}/catalog/default/component/orders/weir`);
      await page.getByText('orders is in the catalog but sends nothing.').waitFor();
    } finally {
      await service.stop();
      rmSync(data, { recursive: true });
    }
  });
});

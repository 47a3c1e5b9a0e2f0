import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { MINUTE } from '@weir/detection-service/core/time.ts';
import { postMetrics } from '../../support/otlp-sender.ts';
import { pause, ServiceProcess } from '../../support/service-process.ts';
import { GrafanaApi } from './grafana-api.ts';
import { readNeeds, type Needs } from './needs.ts';
import { tellShop } from './shop-story.ts';
import { READ_TOKEN, SEND_TOKEN, setStage, SOURCE } from './stage.ts';

const CONFIG = `tokens:
  - { name: grafana, scopes: [read, write, act-as], secret: { env: READ_TOKEN } }
  - { name: sender, scopes: [ingest], secret: { env: SEND_TOKEN } }
objectives:
  - { service: orders, indicator: latency_p95, above: 400 }
`;
const RESULTS_TIMEOUT_MS = 180_000;

/** Before all tests: a detection service with a story in it, and a data source in Grafana that reads it. */
export default async function setUp(): Promise<() => Promise<void>> {
  const needs = readNeeds();
  const api = new GrafanaApi(needs);
  await checkPlugin(api, needs);

  const folder = await mkdtemp(path.join(tmpdir(), 'weir-grafana-'));
  const config = path.join(folder, 'weir.yaml');
  await writeFile(config, CONFIG);
  const port = await freePort();
  const service = await ServiceProcess.start({
    data: path.join(folder, 'data'),
    port,
    args: ['--config', config, '--listen', `${needs.listen}:${port}`],
    env: { READ_TOKEN, SEND_TOKEN },
  });
  const was = await defaultSource(api);
  const tearDown = async (): Promise<void> => {
    await api.remove(`/api/datasources/uid/${SOURCE.uid}`);
    if (was !== undefined) await api.call('PUT', `/api/datasources/uid/${was.uid}`, was);
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const end = Math.floor(Date.now() / MINUTE) * MINUTE;
    for (const body of tellShop(end)) await send(service.url, body);
    await untilKnown(service.url);
    const weirOfGrafana = `http://${needs.host}:${port}`;
    await addSource(api, weirOfGrafana);
    setStage({ weir: service.url, weirOfGrafana, end });
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}

async function checkPlugin(api: GrafanaApi, { grafana }: Needs): Promise<void> {
  await api.call('GET', `/api/plugins/${SOURCE.type}/settings`).catch((error: unknown) => {
    throw new Error(
      `${grafana} has no ${SOURCE.type}: npm run grafana:install -- --plugins-dir … (${(error as Error).message})`
    );
  });
}

async function send(url: string, body: Uint8Array): Promise<void> {
  for (;;) {
    const { status, body: words } = await postMetrics(url, body, { authorization: `Bearer ${SEND_TOKEN}` });
    if (status === 200) return;
    if (status !== 503) throw new Error(`${url} answered ${status}: ${Buffer.from(words).toString()}`);
    await pause(50);
  }
}

/** Until the service has found the problems of the story, and rated and forecast its services. */
async function untilKnown(url: string): Promise<void> {
  const deadline = Date.now() + RESULTS_TIMEOUT_MS;
  const waiting = new Set(['/v1/problems', '/v1/ratings', '/v1/forecasts?horizon=24h']);
  for (;;) {
    for (const of of waiting) {
      const answer = await fetch(`${url}${of}`, { headers: { authorization: `Bearer ${READ_TOKEN}` } });
      if (!answer.ok) throw new Error(`${of}: ${answer.status} ${await answer.text()}`);
      if (((await answer.json()) as { items: unknown[] }).items.length > 0) waiting.delete(of);
    }
    if (waiting.size === 0) return;
    if (Date.now() > deadline) throw new Error(`the service had nothing to say at ${[...waiting].join(', ')}`);
    await pause(500);
  }
}

interface ListedSource {
  readonly uid: string;
  readonly isDefault: boolean;
  readonly readOnly: boolean;
}

/**
 * The data source to make the default again. The app asks the default one where it is Weir's, so during the tests it is
 * theirs. A provisioned default is Grafana's own to restore: at its next start.
 */
async function defaultSource(api: GrafanaApi): Promise<ListedSource | undefined> {
  const all = await api.call<ListedSource[]>('GET', '/api/datasources');
  return all.find(({ uid, isDefault, readOnly }) => isDefault && !readOnly && uid !== SOURCE.uid);
}

async function addSource(api: GrafanaApi, url: string): Promise<void> {
  await api.remove(`/api/datasources/uid/${SOURCE.uid}`);
  await api.call('POST', '/api/datasources', {
    ...SOURCE,
    url,
    access: 'proxy',
    isDefault: true,
    secureJsonData: { token: READ_TOKEN },
  });
}

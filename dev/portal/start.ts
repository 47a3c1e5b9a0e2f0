import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { buildApp } from './build-app.ts';
import { PortalProcess } from './portal-process.ts';

/** Where the portal is started, and for which Weir. */
export interface PortalOptions {
  /** Its database and its log go into a folder `portal` in here. */
  readonly dataDirectory: string;
  /** Pages and backend answer on this port of 127.0.0.1. */
  readonly port: number;
  readonly weirUrl: string;
  /** With the scopes `read`, `write` and `act-as`; none for a service without tokens. */
  readonly weirToken?: string | undefined;
  /** Further configuration files; what they say wins. */
  readonly configs?: readonly string[];
  /** Hears of what takes long. */
  readonly log: (line: string) => void;
  /** Ends a start that is under way, which then fails. */
  readonly signal?: AbortSignal;
}

/** A running portal. */
export interface RunningPortal {
  readonly url: string;
  /** Why it ended by itself; undefined while it runs. */
  failure(): string | undefined;
  stop(): Promise<void>;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));

/**
 * Starts a real Backstage with Weir in it: builds its pages when they have changed, and serves them and its backend from
 * one port.
 *
 * @throws WeirError `unavailable` with its last words when it does not come up, or when the port is taken
 */
export async function startPortal(options: PortalOptions): Promise<RunningPortal> {
  const { port, dataDirectory, log, signal, configs = [] } = options;
  const url = `http://127.0.0.1:${port}`;
  await refuseTaken(url, port);
  await buildApp(log, signal);
  const folder = path.resolve(dataDirectory, 'portal');
  mkdirSync(folder, { recursive: true });
  const config = path.join(folder, 'app-config.json');
  writeFileSync(config, JSON.stringify(configOf(options, url, folder), null, 2));
  log('starting the portal …');
  const portal = await PortalProcess.start({
    cwd: HERE,
    args: [
      '--require',
      createRequire(import.meta.url).resolve('@backstage/cli-node/config/nodeTransform.cjs'),
      path.join(HERE, 'backend/src/index.ts'),
      ...[path.join(HERE, 'app-config.yaml'), config, ...configs].flatMap((file) => ['--config', file]),
    ],
    // The token goes by the environment, so that it lies in no file.
    env: options.weirToken === undefined ? {} : { APP_CONFIG_weir_token: JSON.stringify(options.weirToken) },
    readyUrl: `${url}/.backstage/health/v1/readiness`,
    logFile: path.join(folder, 'portal.log'),
    ...(signal && { signal }),
  });
  return { url, failure: () => portal.failure(), stop: () => portal.stop() };
}

/** What the start knows and the committed configuration does not. */
function configOf({ port, weirUrl }: PortalOptions, url: string, folder: string): object {
  return {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      cors: { origin: [url] },
      database: { client: 'better-sqlite3', connection: { directory: path.join(folder, 'database') } },
    },
    weir: { baseUrl: weirUrl },
  };
}

async function refuseTaken(url: string, port: number): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(1_000), redirect: 'manual' }).catch(() => undefined);
  if (answer === undefined) return;
  throw new WeirError('conflict', `Port ${port} is in use: something answers at ${url}. The portal needs it.`);
}

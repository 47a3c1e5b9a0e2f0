import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { scratchFolder } from '../support/scratch.ts';
import { ServiceProcess } from '../support/service-process.ts';

const MAIN = fileURLToPath(new URL('../../detection-service/src/main.ts', import.meta.url));
const folder = scratchFolder('doctor');
afterAll(() => ServiceProcess.killStragglers());

const SECRETS = { WEIR_TEST_SENDER: 'a'.repeat(40), WEIR_TEST_READER: 'b'.repeat(40) };
const tokens = path.join(folder, 'tokens.yaml');
writeFileSync(
  tokens,
  `tokens:
  - { name: sender, tenant: default, scopes: [ingest], secret: { env: WEIR_TEST_SENDER } }
  - { name: reader, tenant: default, scopes: [read], secret: { env: WEIR_TEST_READER } }
`
);

interface Visit {
  readonly port: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What `weir doctor` says of the export of a collector, and how it ends. */
async function visit({ port, args = [], env = {} }: Visit): Promise<{ code: number | null; said: string }> {
  const data = path.join(folder, 'data');
  const child = spawn(process.execPath, [MAIN, 'doctor', '--listen', `${port}`, '--data', data, ...args], {
    env: { ...process.env, ...SECRETS, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = text.split('\n').filter((line) => line.includes('collector export'));
  return { code, said: lines.join('\n') };
}

/** A service while `use` runs. */
async function withService(
  args: readonly string[],
  use: (port: number, service: ServiceProcess) => Promise<void>
): Promise<void> {
  const port = await freePort();
  const data = path.join(folder, `data-${port}`);
  const service = await ServiceProcess.start({ data, port, args, env: SECRETS });
  try {
    await use(port, service);
  } finally {
    await service.stop();
  }
}

describe('the doctor tries what a collector would send', () => {
  test('and says that it is taken, without leaving anything in the service', async () => {
    await withService([], async (port, service) => {
      const { code, said } = await visit({ port });
      expect(said).toMatch(/^ok .*takes what exporters\.otlp_http sends/);
      expect(code).toBe(0);
      expect(await service.get('/v1/sources')).toMatchObject({ items: [] });
    });
  });

  test('and names a token that is missing, wrong or without the scope: the exporter would drop everything', async () => {
    await withService(['--config', tokens], async (port) => {
      const args = ['--config', tokens];
      const missing = await visit({ port, args, env: { WEIR_TOKEN: '' } });
      expect(missing.said).toMatch(/^WRONG .*401: .*asks for a token, and none is sent.*drops for good.*authorization/);
      expect(missing.code).toBe(1);
      const other = await visit({ port, args, env: { WEIR_TOKEN: 'c'.repeat(40) } });
      expect(other.said).toMatch(/^WRONG .*401: .*does not know the token/);
      const reader = await visit({ port, args, env: { WEIR_TOKEN: SECRETS.WEIR_TEST_READER } });
      expect(reader.said).toMatch(/^WRONG .*403: .*may not send.*scope ingest/);
      const sender = await visit({ port, args, env: { WEIR_TOKEN: SECRETS.WEIR_TEST_SENDER } });
      expect(sender.said).toMatch(/^ok /);
    });
  });

  test.each(['limits.body=1MiB', 'limits.unpacked=20MiB'])('and names a limit that is too low: %s', async (set) => {
    await withService(['--set', set], async (port) => {
      const { code, said } = await visit({ port });
      expect(said).toMatch(/^WRONG .*413 .*drops for good.*limits\.unpacked and limits\.body.*max_output_bytes/);
      expect(code).toBe(1);
    });
  });

  test('of the configuration that is given, and not of another', async () => {
    await withService([], async (port) => {
      const file = path.join(folder, 'elsewhere.yaml');
      writeFileSync(file, `exporters: { otlp_http: { endpoint: "http://127.0.0.1:${port}/nothing" } }\n`);
      const base = fileURLToPath(new URL('../../deploy/collector/config.yaml', import.meta.url));
      const args = ['--collector-config', base, '--collector-config', file];
      const { code, said } = await visit({ port, args });
      expect(said).toMatch(/^WRONG .*\/nothing\/v1\/metrics answers 404.*endpoint/);
      expect(code).toBe(1);
    });
  });

  test('and when nobody answers, says that it will be kept', async () => {
    const { code, said } = await visit({ port: await freePort() });
    expect(said).toMatch(/^note .*cannot be reached.*keeps what it has/);
    expect(code).toBe(0);
  });
});

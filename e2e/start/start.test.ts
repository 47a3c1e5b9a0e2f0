import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

const BOOTSTRAP = fileURLToPath(new URL('../../bootstrap.cjs', import.meta.url));
const READY = 'Weir is running';
const folder = scratchFolder('npm-start');
const groups = new Set<number>();
afterAll(() => {
  for (const group of groups) signal(group, 'SIGKILL');
});

/** Ports of one start. */
async function ports(): Promise<{ readonly url: string; readonly lines: number; readonly args: readonly string[] }> {
  const [service = 0, lines = 0, ...others] = await freePorts(7);
  const flags = ['--syslog-port', '--otlp-grpc-port', '--otlp-http-port', '--health-port', '--metrics-port'];
  const rest = flags.flatMap((flag, i) => [flag, String(others[i])]);
  const args = ['--no-demo', '--no-portal', '--listen', `127.0.0.1:${service}`, '--lines-port', String(lines), ...rest];
  return { url: `http://127.0.0.1:${service}`, lines, args };
}

/** `npm start` without npm, in a process group of its own as a terminal gives it one. */
class Started {
  output = '';
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [BOOTSTRAP, 'start', ...args], {
      cwd: folder,
      detached: true,
      env: { ...process.env, WEIR_TOKEN: '', ...env },
    });
    groups.add(this.#child.pid as number);
    const keep = (text: Buffer): void => {
      this.output += text.toString();
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  async ready(): Promise<void> {
    for (let i = 0; i < 1200 && !this.output.includes(READY); i++) {
      if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.output}`);
      await pause(50);
    }
  }

  /** What Ctrl-C does: every process of the group gets the signal. Resolves when the last of them is gone. */
  async interrupt(): Promise<number | null> {
    const group = this.#child.pid as number;
    signal(group, 'SIGINT');
    const code = await this.ended;
    for (let i = 0; i < 100 && signal(group, 0); i++) await pause(50);
    expect(signal(group, 0), 'a process is left').toBe(false);
    groups.delete(group);
    return code;
  }
}

/** Signals a process group; false when nobody is in it any more. */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}

const names = async (url: string): Promise<string[]> => {
  const answer = (await (await fetch(`${url}/v1/entities?kind=service`)).json()) as { items: { name: string }[] };
  return answer.items.map(({ name }) => name);
};

test('npm start: what it says can be sent is seen, Ctrl-C ends everything, and the next start finds it again', async () => {
  await collectorBinary(() => undefined);
  const data = path.join(folder, 'data');
  const { url, lines, args } = await ports();
  const first = new Started([...args, '--data', data]);
  await first.ready();
  // The commands are those of the guide, run as people paste them.
  const pasted = /^ {2}(curl -sS http.*?\n.*?)\n\n/ms.exec(first.output)?.[1] ?? '';
  expect(pasted).toContain(`http://127.0.0.1:${lines}/v1/lines`);
  const curl = spawn('sh', ['-c', pasted], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  curl.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await once(curl, 'close');
  expect(said).toBe('{"accepted":1,"unparsed":0}\n');
  for (let i = 0; i < 200 && (await names(url)).length === 0; i++) await pause(50);
  expect(await names(url)).toEqual(['shop']);
  expect(await first.interrupt()).toBe(0);
  expect(first.output.slice(first.output.indexOf(READY))).not.toMatch(/weir: |error/i);

  const second = new Started([...args, '--data', data]);
  await second.ready();
  expect(await names(url)).toEqual(['shop']);
  expect(await second.interrupt()).toBe(0);
});

test('npm start names the port that is in use and the flag that changes it, and leaves nothing running', async () => {
  const { lines, args } = await ports();
  const other = createServer().listen(lines, '127.0.0.1');
  await once(other, 'listening');
  const refused = new Started([...args, '--data', path.join(folder, 'never')]);
  expect(await refused.ended).toBe(2);
  expect(refused.output).toContain(`In use on 127.0.0.1: ${lines} (log lines over HTTP; --lines-port). Stop what`);
  other.close();
});

test('npm start does not begin with a collector whose every word would be refused', async () => {
  const { args } = await ports();
  const config = path.join(folder, 'tokens.yaml');
  const token = '{ name: sender, tenant: default, scopes: [ingest], secret: { env: WEIR_TEST_TOKEN } }';
  writeFileSync(config, `tokens: [${token}]\n`);
  const env = { WEIR_TEST_TOKEN: 'a'.repeat(40) };
  const refused = new Started([...args, '--config', config, '--data', path.join(folder, 'guarded')], env);
  expect(await refused.ended).toBe(2);
  expect(refused.output).toMatch(/weir: .* answers 401: .*none is sent.*WEIR_TOKEN/);
});

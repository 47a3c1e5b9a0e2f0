import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { endStarted, Started, startPorts } from '../support/npm-start.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

const folder = scratchFolder('npm-start');
const ALONE = '--no-demo';
endStarted();

const names = async (url: string): Promise<string[]> => {
  const answer = (await (await fetch(`${url}/v1/entities?kind=service`)).json()) as { items: { name: string }[] };
  return answer.items.map(({ name }) => name);
};

test('npm start: what it says can be sent is seen, Ctrl-C ends everything, and the next start finds it again', async () => {
  await collectorBinary(() => undefined);
  const data = path.join(folder, 'data');
  const { url, lines, args } = await startPorts();
  const first = new Started(folder, [ALONE, ...args, '--data', data]);
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
  expect(first.guide).not.toMatch(/weir: |error/i);

  const second = new Started(folder, [ALONE, ...args, '--data', data]);
  await second.ready();
  expect(await names(url)).toEqual(['shop']);
  expect(await second.interrupt()).toBe(0);
});

test('npm start names the port that is in use and the flag that changes it, and leaves nothing running', async () => {
  const { lines, args } = await startPorts();
  const other = createServer().listen(lines, '127.0.0.1');
  await once(other, 'listening');
  const refused = new Started(folder, [ALONE, ...args, '--data', path.join(folder, 'never')]);
  expect(await refused.ended).toBe(2);
  expect(refused.output).toContain(`In use on 127.0.0.1: ${lines} (log lines over HTTP; --lines-port). Stop what`);
  other.close();
});

test('npm start does not begin with a collector whose every word would be refused', async () => {
  const { args } = await startPorts();
  const config = path.join(folder, 'tokens.yaml');
  const token = '{ name: sender, tenant: default, scopes: [ingest], secret: { env: WEIR_TEST_TOKEN } }';
  writeFileSync(config, `tokens: [${token}]\n`);
  const env = { WEIR_TEST_TOKEN: 'a'.repeat(40) };
  const refused = new Started(
    folder,
    [ALONE, ...args, '--config', config, '--data', path.join(folder, 'guarded')],
    env
  );
  expect(await refused.ended).toBe(2);
  expect(refused.output).toMatch(/weir: .* answers 401: .*none is sent.*WEIR_TOKEN/);
});

import path from 'node:path';
import { expect, test } from 'vitest';
import type { PostMortemDetail } from '@weir/contract';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { idIn, writePostMortem } from '../support/write-post-mortem.ts';

const folder = scratchFolder('words');
const KILLS = 5;

test('what people were told is saved is there after kill -9, once', async () => {
  const data = path.join(folder, 'data');
  const acknowledged = new Map<string, string>();
  for (let kill = 0; kill < KILLS; kill++) {
    const service = await ServiceProcess.start({ data, port: await freePort() });
    let isRunning = true;
    const writing = (async () => {
      for (let i = 0; isRunning; i++) {
        const title = `${kill}-${i}`;
        const answer = await writePostMortem(service, title).catch(() => undefined);
        if (answer === undefined) return;
        expect([answer.status, answer.text]).toEqual([200, answer.text]);
        acknowledged.set(idIn(answer.text), title);
      }
    })();
    await pause(150 + 70 * kill);
    await service.kill();
    isRunning = false;
    await writing;
  }
  const service = await ServiceProcess.start({ data, port: await freePort() });
  expect(acknowledged.size).toBeGreaterThan(KILLS);
  for (const [id, title] of acknowledged) {
    const { postMortem } = await service.get<PostMortemDetail>(`/v1/post-mortems/${id}`);
    expect(postMortem).toMatchObject({ title, revision: 1, state: 'draft' });
  }
  expect(await service.stop()).toBe(0);
});

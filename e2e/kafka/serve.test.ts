import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { topics as topicsCommand } from '@weir/detection-service/cli/topics.ts';
import { postUntilTaken } from '../support/otlp-sender.ts';
import { Kafka } from '../support/kafka.ts';
import { SHOP, tellStory } from '../support/otlp-story.ts';
import { PostgresServer } from '../support/postgres.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';

/** Two whole services beside each other, as people install them. */
const PARTITIONS = 4;
const PATIENCE_MS = 60_000;
const FROM = Date.UTC(2024, 0, 1);
const others = Array.from({ length: 8 }, (_, i) => `shop-${i}`);
const { requests } = tellStory({ seed: 4, from: FROM, minutes: 6 * 60, outage: [240, 280], others });
const folder = scratchFolder('kafka-serve');
let kafka: Kafka;
let postgres: PostgresServer;
let env: Record<string, string>;
let services: ServiceProcess[];

beforeAll(async () => {
  mkdirSync(path.join(folder, 'objects'));
  [kafka, postgres] = await Promise.all([Kafka.start(path.join(folder, 'kafka'), {}), PostgresServer.start()]);
  env = { POSTGRES_URL: await postgres.database() };
  const ports = await freePorts(2);
  const files = ports.map((port, i) => configFile(`replica-${i}`, port));
  Object.assign(process.env, env);
  expect(await topicsCommand(['apply', '--config', files[0] as string])).toBe(0);
  services = await Promise.all(
    ports.map((port, i) =>
      ServiceProcess.start({
        ...{ port, env, data: path.join(folder, `data-${i}`) },
        args: ['--config', files[i] as string],
      })
    )
  );
});
afterAll(async () => {
  ServiceProcess.killStragglers();
  await Promise.all([kafka.stop(), postgres.stop()]);
  Kafka.killStragglers();
});

function configFile(name: string, port: number): string {
  const file = path.join(folder, `${name}.yaml`);
  const settings = {
    listen: { port },
    kafka: { brokers: [kafka.address], partitions: PARTITIONS, session: '6s' },
    storage: { objects: { directory: path.join(folder, 'objects') }, postgres: { env: 'POSTGRES_URL' } },
    replica: { name },
    snapshot: { interval: '2s' },
  };
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

interface Problems {
  readonly items: readonly { readonly id: string; readonly service: string; readonly end: number | null }[];
}

/** Asks until the answer is as wanted; the last one otherwise. */
async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > deadline) return answer;
    await pause(500);
  }
}

/** Everything about the shop's rate, as a replica tells it; what went wrong as text. */
async function tell(service: ServiceProcess): Promise<unknown> {
  const { items } = await service.get<{ items: { id: string; entity: { kind: string } }[] }>(
    `/v1/series?service=${SHOP}&indicator=request_rate`
  );
  const answer = await fetch(`${service.url}/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      queries: items.map(({ id }) => ({ seriesId: id, from: FROM, to: FROM + 6 * 3_600_000 })),
    }),
  });
  return { series: items.length, status: answer.status, body: await answer.text() };
}

test('what one replica is sent both tell alike, and one goes on when the other is gone', async () => {
  const [first, second] = services as [ServiceProcess, ServiceProcess];
  for (const body of requests) await postUntilTaken(first.url, body);
  for (const service of [first, second]) {
    const { items } = await eventually(
      () => service.get<Problems>(`/v1/problems?from=${FROM}`),
      (found) => found.items.some(({ end }) => end !== null)
    );
    expect(items).toMatchObject([{ service: SHOP }]);
  }
  const told = await eventually(
    () => tell(first),
    (answer) => JSON.stringify(answer).includes('"status":200')
  );
  expect(told).toMatchObject({ status: 200 });
  expect(await tell(second)).toEqual(told);
  const metrics = await Promise.all(services.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
  const owned = metrics.map((text) => Number(/^weir_partitions_owned (\d+)/m.exec(text)?.[1]));
  expect(owned).toEqual([2, 2]);

  await second.kill();
  const alone = await eventually(
    () => tell(first),
    (answer) => JSON.stringify(answer) === JSON.stringify(told)
  );
  expect(alone).toEqual(told);
  expect(await first.stop()).toBe(0);
});

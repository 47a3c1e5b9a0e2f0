import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntityPage } from '@weir/contract';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort, freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { CollectorVictim } from '../support/collector-victim.ts';
import { killLoop } from '../support/kill-loop.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { buildShipper, Shipper } from '../support/shipper.ts';
import { countsByStep, resultsOf } from '../support/stored-results.ts';

/**
 * The official clients of Filebeat's and Fluent's protocols send the lines of a live log while the collector is killed
 * again and again: every line arrives, and each once.
 */
const SHIPPERS = fileURLToPath(new URL('../../deploy/collector/shippers.yaml', import.meta.url));
const SETTINGS = ['steps.request=1s', 'lateness=2s', 'log.level=warn'];
const KILLS = Number(process.env['WEIR_KILLS'] ?? 4);
const LONGEST_LIFE = 1500;
/** Lines are written so often, and so many at a time. A message of Fluent's client is one line, and waits for the disk. */
const EVERY = 100;
const AT_ONCE = { lumberjack: 20, fluent: 4 } as const;
const WRITING = 8 * SECOND;
const SETTLED_WITHIN = 20 * SECOND;

const folder = scratchFolder('shippers');
const services = { lumberjack: 'by-lumberjack', fluent: 'by-fluent' } as const;
const written = { lumberjack: 0, fluent: 0 };
let service: ServiceProcess;
let kills = 0;

afterAll(async () => {
  Shipper.killStragglers();
  CollectorVictim.killStragglers();
  await service?.stop();
});

function lines(count: number): string[] {
  const now = new Date();
  const [, month] = now.toUTCString().split(' ').slice(1, 3);
  const time = `${now.toISOString().slice(8, 10)}/${month}/${now.getUTCFullYear()}:${now.toISOString().slice(11, 19)} +0000`;
  return Array.from(
    { length: count },
    () => `10.0.0.1 - - [${time}] "GET /api/orders?page=1 HTTP/1.1" 200 512 "-" "client \\"x\\"" 0.050`
  );
}

beforeAll(async () => {
  const shipper = buildShipper(folder);
  const binary = await collectorBinary(() => undefined);
  service = await ServiceProcess.start({ data: `${folder}/data`, port: await freePort(), set: SETTINGS });
  const [beats = 0, fluent = 0] = await freePorts(2);
  const base = collectorSetting(
    { binary, endpoint: service.url, storage: `${folder}/collector`, resolution: SECOND },
    await collectorPorts()
  );
  const setting = {
    ...base,
    configs: [...base.configs, SHIPPERS],
    env: { ...base.env, WEIR_LUMBERJACK_ENDPOINT: `127.0.0.1:${beats}`, WEIR_FLUENT_ENDPOINT: `127.0.0.1:${fluent}` },
  };
  const senders = {
    lumberjack: new Shipper({ binary: shipper, protocol: 'lumberjack', port: beats, window: AT_ONCE.lumberjack }),
    fluent: new Shipper({ binary: shipper, protocol: 'fluent', port: fluent, window: AT_ONCE.fluent }),
  };
  let done = false;
  const write = async (): Promise<void> => {
    for (const began = Date.now(); Date.now() - began < WRITING; await pause(EVERY)) {
      for (const protocol of ['lumberjack', 'fluent'] as const) {
        senders[protocol].send(lines(AT_ONCE[protocol]));
        written[protocol] += AT_ONCE[protocol];
      }
    }
    await Promise.all([senders.lumberjack.end(), senders.fluent.end()]);
    done = true;
  };
  const [loop] = await Promise.all([
    killLoop({
      launch: () => new CollectorVictim(binary, setting),
      random: seededRandom(7),
      kills: KILLS,
      longestLife: LONGEST_LIFE,
      acknowledged: () => senders.lumberjack.acknowledged + senders.fluent.acknowledged,
      done: () => done,
    }),
    write(),
  ]);
  kills = loop.kills;
});

/** The calls of a service that the detection service has counted. */
function counted(name: string): number {
  const counts = countsByStep(resultsOf(`${folder}/data`, name, 'request_rate'));
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

describe('Filebeat and Fluent', () => {
  it.each(['lumberjack', 'fluent'] as const)(
    '%s loses no line to a collector that is killed, and doubles none',
    async (protocol) => {
      expect(kills).toBe(KILLS);
      const deadline = Date.now() + SETTLED_WITHIN;
      while (counted(services[protocol]) < written[protocol] && Date.now() < deadline) await pause(250);
      await pause(SECOND); // what came twice would be counted by now
      expect(written[protocol]).toBeGreaterThan(100);
      expect(counted(services[protocol])).toBe(written[protocol]);
    }
  );

  it('are services with their routes', async () => {
    const { items } = await service.get<EntityPage>('/v1/entities?kind=endpoint&limit=1000');
    for (const name of Object.values(services)) {
      expect(items.filter((one) => one.name === name).map((one) => `${one.method} ${one.route}`)).toEqual([
        'GET /api/orders',
      ]);
    }
  });
});

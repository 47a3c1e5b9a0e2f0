import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadConfig } from '@weir/detection-service/config/load.ts';
import { applyTopics, examineTopics } from '@weir/detection-service/kafka/apply-topics.ts';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { openAdmin } from '@weir/detection-service/kafka/open-admin.ts';
import { RecordSender } from '@weir/detection-service/kafka/record-sender.ts';
import { operationalTopic, topics } from '@weir/detection-service/kafka/topics.ts';
import { Kafka } from '@weir/e2e/support/kafka.ts';
import { PostgresServer } from '@weir/e2e/support/postgres.ts';
import { ReplicaProcess } from '@weir/e2e/support/replica-process.ts';
import { pause } from '@weir/e2e/support/service-process.ts';
import type { Bench } from './bench.ts';
import { Fleet } from './ingest/fleet.ts';
import { usage } from './process-usage.ts';

/**
 * From records of the operational topic to durable verdicts and what the analytical topics are told of them: 100,000
 * series, one point each a step, five attributes, shuffled. All of it waits in Kafka when the replicas start. CPU is that
 * of all threads of the replicas; brokers and PostgreSQL are left out. The first steps, in which all series are new, are
 * not counted. The peer is one replica.
 */
const SERIES = Number(process.env['WEIR_BENCH_SERIES'] ?? 100_000);
const STEPS = Number(process.env['WEIR_BENCH_STEPS'] ?? 24);
const FIRST_STEPS = 6;
const PARTITIONS = 8;
const SERVICES = 50;
const METRICS = 10;
const STEP = 60_000;
const PATIENCE_MS = 600_000;

interface Measured {
  readonly samplesPerCpuSecond: number;
  readonly samplesPerSecond: number;
  /** Seconds until the others had the partitions of one that left in good order. */
  readonly moved?: number;
  /** Event time over wall clock from a start after a kill until all is read again. */
  readonly catchUp?: number;
}

export const bench: Bench = {
  name: 'replica',
  summary: 'Records in Kafka to durable verdict, by one replica and by two',
  async run(say) {
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-bench-'));
    const [kafka, postgres] = await Promise.all([Kafka.start(path.join(folder, 'kafka'), {}), PostgresServer.start()]);
    try {
      const measured: Measured[] = [];
      for (const count of [1, 2]) {
        const world = { folder, kafka, database: await postgres.database(), prefix: `with${count}` };
        measured.push(await measure(world, count, say));
      }
      const [one, two] = measured as [Measured, Measured];
      return {
        bench: 'replica',
        what: `${SERIES.toLocaleString('en')} series, ${STEPS} steps, ${PARTITIONS} partitions, five attributes, shuffled, one broker`,
        peer: 'one replica',
        ratios: [
          {
            name: 'CPU a sample, two replicas',
            value: one.samplesPerCpuSecond / two.samplesPerCpuSecond,
            unit: '× peer',
            target: { kind: 'at most', gate: 1.1 },
          },
        ],
        figures: [
          {
            name: 'samples per CPU second, one replica',
            value: one.samplesPerCpuSecond,
            unit: 'samples/s/core',
            target: { kind: 'at least', gate: 300_000, goal: 500_000 },
          },
          { name: 'samples per CPU second, two replicas', value: two.samplesPerCpuSecond, unit: 'samples/s/core' },
          { name: 'samples per second of the clock, one replica', value: one.samplesPerSecond, unit: 'samples/s' },
          {
            name: 'until the others have the partitions of one that leaves',
            value: two.moved ?? Number.NaN,
            unit: 's',
            target: { kind: 'at most', gate: 10 },
          },
          {
            name: 'catching up after a kill',
            value: one.catchUp ?? Number.NaN,
            unit: '× real time',
            target: { kind: 'at least', gate: 20 },
          },
        ],
      };
    } finally {
      ReplicaProcess.killStragglers();
      await Promise.all([kafka.stop(), postgres.stop()]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface World {
  readonly folder: string;
  readonly kafka: Kafka;
  readonly database: string;
  readonly prefix: string;
}

async function measure(world: World, count: number, say: (line: string) => void): Promise<Measured> {
  const env = { POSTGRES_URL: world.database };
  await fill(world, env, say);
  const names = Array.from({ length: count }, (_, i) => `replica-${i}`);
  const replicas = names.map((name) => new ReplicaProcess(configFile(world, name), env));
  const given = (): number => replicas.reduce((sum, { status }) => sum + status.verdicts, 0);
  const cpu = (): number => replicas.reduce((sum, { pid }) => sum + usage(pid).cpuSeconds, 0);
  const until = async (verdicts: number): Promise<void> => {
    const deadline = Date.now() + PATIENCE_MS;
    while (given() < verdicts) {
      if (Date.now() > deadline)
        throw new Error(`${given()} verdicts of ${verdicts}: ${replicas.flatMap(({ said }) => said).join('\n')}`);
      say(`${count} of 2: ${given().toLocaleString('en')} verdicts`);
      await pause(100);
    }
  };
  await until(FIRST_STEPS * SERIES);
  const [from, cpuFrom, began] = [given(), cpu(), performance.now()];
  // The last step stays open.
  await until((STEPS - 2) * SERIES);
  const [samples, cpuSeconds, seconds] = [given() - from, cpu() - cpuFrom, (performance.now() - began) / 1000];
  const measured = { samplesPerCpuSecond: samples / cpuSeconds, samplesPerSecond: samples / seconds };
  const [first, second] = replicas as [ReplicaProcess, ReplicaProcess | undefined];
  if (second === undefined) {
    await first.kill();
    // As if no snapshot had ever been taken: everything is read again.
    rmSync(path.join(world.folder, `${world.prefix}-objects`), { recursive: true });
    mkdirSync(path.join(world.folder, `${world.prefix}-objects`));
    const again = new ReplicaProcess(configFile(world, 'replica-0'), env);
    replicas[0] = again;
    const start = performance.now();
    await until((STEPS - 2) * SERIES);
    const catchUp = ((STEPS - 2) * STEP) / (performance.now() - start);
    await again.kill();
    return { ...measured, catchUp };
  }
  const leaving = performance.now();
  const left = second.stop();
  while (first.status.partitions.length < PARTITIONS) await pause(50);
  const moved = (performance.now() - leaving) / 1000;
  await left;
  await first.kill();
  return { ...measured, moved };
}

/** Puts all steps into the operational topic, as collectors' exporters do: not compressed by themselves. */
async function fill(world: World, env: Readonly<Record<string, string>>, say: (line: string) => void): Promise<void> {
  mkdirSync(path.join(world.folder, `${world.prefix}-objects`), { recursive: true });
  const { kafka: settings } = loadConfig({ file: configFile(world, 'nobody'), env });
  const client = clientOptions(settings, 'bench');
  const admin = openAdmin(client);
  await applyTopics(admin, await examineTopics(admin, topics(settings), 1), 1);
  await admin.close();
  const sender = new RecordSender({ client });
  const topic = operationalTopic(settings, 'default');
  const fleet = new Fleet({ series: SERIES, services: SERVICES, metrics: METRICS, pointsPerRequest: 2_000, seed: 1 });
  const from = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000;
  for (let step = 0; step < STEPS; step++) {
    // One speaker: its records stay in order.
    for (const body of fleet.step(from + step * STEP, step)) {
      await sender.room();
      sender.send({ topic, partition: 0, value: gunzipSync(body) }).catch((error: unknown) => say(String(error)));
    }
    say(`${world.prefix}: step ${step + 1} of ${STEPS} is in Kafka`);
  }
  await sender.close();
}

function configFile({ folder, kafka, prefix }: World, name: string): string {
  const file = path.join(folder, `${prefix}-${name}.yaml`);
  const settings = {
    data: path.join(folder, `${prefix}-${name}`),
    kafka: { brokers: [kafka.address], prefix, group: prefix, partitions: PARTITIONS },
    storage: { objects: { directory: path.join(folder, `${prefix}-objects`) }, postgres: { env: 'POSTGRES_URL' } },
    replica: { name },
    limits: { series: SERIES + 1_000 },
  };
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

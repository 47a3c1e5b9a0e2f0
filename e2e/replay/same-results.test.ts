import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeShard } from '@weir/detection-service/app.ts';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { startCollector } from '@weir/detection-service/cli/collector/start.ts';
import { feed } from '@weir/detection-service/cli/replay/feed.ts';
import { openLogSource } from '@weir/detection-service/cli/replay/log-source.ts';
import { loadConfig } from '@weir/detection-service/config/load.ts';
import { MINUTE } from '@weir/detection-service/core/time.ts';
import { SCORED } from '@weir/detection-service/core/verdict.ts';
import type { DetectorDefinition } from '@weir/detection-service/detect/detector.ts';
import { detectors } from '@weir/detection-service/detect/registry.ts';
import { demoLog } from '../../dev/demo-log/demo-log.ts';
import { replayed, type ReplayReport } from '../support/replay-command.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { hashOf } from '../support/stored-results.ts';

const SERVICE = 'shop';
const folder = mkdtempSync(path.join(tmpdir(), 'weir-replay-same-'));
const log = path.join(folder, 'access.log');
const kept = path.join(folder, 'kept');
let reference: ReplayReport;

/** Six days: the season of the day is known, then come an outage and an error burst. */
beforeAll(async () => {
  const from = Date.parse('2026-03-02T00:00:00Z');
  writeFileSync(log, [...demoLog({ seed: 3, from, days: 6, callsPerMinute: 20 }).text].join(''));
  reference = await replayed(path.join(folder, 'reference.json'), {
    args: [log, '--service', SERVICE, '--data', kept],
  });
});
afterAll(() => {
  ServiceProcess.killStragglers();
  rmSync(folder, { recursive: true, force: true });
});

describe('replaying a log again', () => {
  it('gives the same results, to the last bit', async () => {
    const again = await replayed(path.join(folder, 'again.json'), { args: [log, '--service', SERVICE] });
    expect(reference.problems.length).toBeGreaterThanOrEqual(2);
    expect(again.hash).toBe(reference.hash);
    expect({ ...again.log, problems: again.problems }).toEqual({ ...reference.log, problems: reference.problems });
  });

  it('gives the same results from a gzipped file', async () => {
    const packed = path.join(folder, 'access.log.gz');
    writeFileSync(packed, gzipSync(readFileSync(log), { level: 1 }));
    const { hash } = await replayed(path.join(folder, 'gzip.json'), { args: [packed, '--service', SERVICE] });
    expect(hash).toBe(reference.hash);
  });

  it('gives the same results from standard input', async () => {
    const call = { args: ['-', '--service', SERVICE], input: readFileSync(log) };
    const { hash } = await replayed(path.join(folder, 'stdin.json'), call);
    expect(hash).toBe(reference.hash);
  });

  it('reads rotated files together', async () => {
    const text = readFileSync(log);
    const cut = text.indexOf(10, text.length / 2) + 1;
    const [older, newer] = [path.join(folder, 'access.log.1'), path.join(folder, 'rotated-access.log')];
    writeFileSync(older, text.subarray(0, cut));
    writeFileSync(newer, text.subarray(cut));
    const report = await replayed(path.join(folder, 'rotated.json'), { args: [newer, older, '--service', SERVICE] });
    expect(report.log).toMatchObject({ ...reference.log, names: ['rotated-access.log', 'access.log.1'] });
    expect(report.services.map(({ name }) => name)).toEqual([SERVICE]);
    const calls = (one: ReplayReport): number => one.routes.reduce((sum, route) => sum + route.calls, 0);
    expect(calls(report)).toBe(reference.log.lines);
    expect(calls(reference)).toBe(reference.log.lines);
  });
});

describe('results come from the log', () => {
  /** Runs everything after the log again, over a copy of the log that the replay has kept. */
  async function fromLogOf(name: string, registry: readonly DetectorDefinition[], id: string) {
    const data = path.join(folder, name);
    cpSync(path.join(kept, 'service', 'log'), path.join(data, 'log'), { recursive: true });
    const flags = { data, 'steps.request': `${MINUTE}ms`, 'detector.id': id };
    const listed = detectors as unknown as DetectorDefinition[];
    const usual = listed.splice(0, listed.length, ...registry);
    try {
      const shard = await composeShard(loadConfig({ flags, env: {} }), () => undefined);
      await shard.close();
    } finally {
      listed.splice(0, listed.length, ...usual);
    }
    return hashOf(data);
  }

  /** Takes every sample for ordinary. */
  const indifferent: DetectorDefinition = {
    ...(detectors[0] as unknown as DetectorDefinition),
    id: 'indifferent',
    create: () => ({
      score: (block, out) => {
        out.status.fill(SCORED, 0, block.count);
        for (const column of [out.score, out.direction, out.expected, out.lower, out.upper])
          column.fill(0, 0, block.count);
      },
      learn: () => undefined,
      snapshot: () => ({ version: 1, header: {}, columns: {} }),
    }),
  };

  it('bit for bit', async () => {
    const again = await fromLogOf('again', [...detectors], 'seasonal-baseline');
    expect(again).toEqual(hashOf(path.join(kept, 'service')));
    expect(again.hash).toBe(reference.hash);
    expect(again.anomalies).toBeGreaterThan(3);
  });

  it('through the detector: with another one in its place the samples stay and the anomalies vanish', async () => {
    const without = await fromLogOf('without', [indifferent], 'indifferent');
    expect(without).toMatchObject({ samples: hashOf(path.join(kept, 'service')).samples, anomalies: 0, problems: 0 });
  });

  it('and not at all when the detector is not in the registry', async () => {
    await expect(fromLogOf('none', [], 'seasonal-baseline')).rejects.toThrow('There is no detector seasonal-baseline.');
  });
});

describe('a service that runs anyway', () => {
  /** Sends the log to a collector in front of `weir serve`; `disturb` is called once half of the lines are taken. */
  async function served(name: string, disturb: (service: ServiceProcess) => Promise<ServiceProcess>): Promise<string> {
    const data = path.join(folder, name);
    const port = await freePort();
    let service = await ServiceProcess.start({ data, port, set: SETTINGS });
    const { source, preview } = await openLogSource(log);
    const collector = await startCollector({
      binary: await collectorBinary(() => undefined),
      endpoint: service.url,
      storage: path.join(folder, `${name}-collector`),
      resolution: MINUTE,
    });
    try {
      let disturbed: Promise<void> | undefined;
      await feed(
        collector.lines,
        name,
        [{ source, id: 'file', service: SERVICE, first: preview.first }],
        ({ accepted }) => {
          if (accepted < reference.log.lines / 2) return;
          disturbed ??= disturb(service).then((now) => void (service = now));
        }
      );
      await disturbed;
      await ended(service);
    } finally {
      await collector.stop();
    }
    expect(await service.stop()).toBe(0);
    return hashOf(data).hash;
  }

  interface Source {
    readonly id: string;
    readonly ended: boolean;
    readonly receivedUpTo: number | null;
  }

  /** The file as a source, once the service has heard of it. */
  async function past(service: ServiceProcess): Promise<Source | undefined> {
    const { items } = await service.get<{ readonly items: readonly Source[] }>('/v1/sources');
    return items.find(({ id }) => id === 'file');
  }

  async function ended(service: ServiceProcess): Promise<void> {
    for (let left = 600; left > 0; left--) {
      if ((await past(service))?.ended) return;
      await pause(100);
    }
    throw new Error(`the log did not arrive: ${service.output}`);
  }

  const SETTINGS = [`steps.request=${MINUTE}ms`, 'snapshot.interval=1s', 'log.level=warn'];

  it('comes to the results of a replay', async () => {
    expect(await served('live', (service) => Promise.resolve(service))).toBe(reference.hash);
  });

  it('comes to them also when it is killed in the middle', async () => {
    let before: Source | undefined;
    const hash = await served('killed', async (service) => {
      // Something has been judged, and not everything.
      do before = await past(service);
      while ((before?.receivedUpTo ?? 0) <= reference.log.from);
      await service.kill();
      return ServiceProcess.start({
        data: path.join(folder, 'killed'),
        port: Number(new URL(service.url).port),
        set: SETTINGS,
      });
    });
    expect(before?.ended).toBe(false);
    expect(hash).toBe(reference.hash);
  });
});

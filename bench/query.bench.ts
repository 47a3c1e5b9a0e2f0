import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { entityId, seriesId, type Entity, type SeriesIdentity } from '@weir/detection-service/core/series.ts';
import type { StepBlock } from '@weir/detection-service/core/step-block.ts';
import { newVerdictBlock } from '@weir/detection-service/core/verdict.ts';
import type { StoredSeries } from '@weir/detection-service/storage/ports.ts';
import { storages } from '@weir/detection-service/storage/registry.ts';
import { ServiceProcess } from '@weir/e2e/support/service-process.ts';
import type { Bench } from './bench.ts';
import { defaultDetector } from './default-detector.ts';
import { RowPerSample } from './query/row-per-sample.ts';

/**
 * One day of one series with its bands, over HTTP, while 10,000 series with a day of steps of a minute are stored. The
 * store is filled through the storage port with the default detector's verdicts, because sending 14 million points
 * would take most of the time; the service then opens that data directory. The peer holds the same rows and answers the
 * same columns as JSON over HTTP.
 */
const SERIES = Number(process.env['WEIR_BENCH_SERIES'] ?? 10_000);
const STEPS = 1440;
const STEP = 60_000;
const QUERIES = 500;
const WARM = 50;
const DAY = STEPS * STEP;

export const bench: Bench = {
  name: 'query',
  summary: 'one day of one series with bands',
  async run(say) {
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-bench-'));
    const data = path.join(folder, 'data');
    const from = Math.floor(Date.now() / DAY) * DAY - DAY;
    const peer = new RowPerSample(path.join(folder, 'rows.sqlite'));
    try {
      const series = fill(path.join(data, 'results'), peer, from, say);
      say('the index of the peer');
      peer.finish();
      const { port, server } = await peer.serve();
      const service = await ServiceProcess.start({ data, port: await freePort(), set: ['log.level=error'] });
      try {
        const ask = async (i: number): Promise<string> => {
          const queries = [{ ref: 'a', seriesId: (series[i] as StoredSeries).id, from, to: from + DAY }];
          return post(`${service.url}/v1/query`, { queries });
        };
        const askPeer = (i: number): Promise<string> =>
          post(`http://127.0.0.1:${port}/`, { series: i, from, to: from + DAY });
        checkRows(await ask(1), await askPeer(1));
        say('queries');
        const ours = await timed(ask);
        const theirs = await timed(askPeer);
        return {
          bench: 'query',
          what: `1,440 steps of one of ${SERIES.toLocaleString('en')} series, ${QUERIES} queries one after the other, series at random, over HTTP on loopback`,
          peer: 'one row a sample in SQLite (node:sqlite) with an index by series and time, behind an HTTP server of Node',
          ratios: [
            { name: 'time of a query, median', value: at(ours, 0.5) / at(theirs, 0.5), unit: '× peer' },
            { name: 'time of a query, 95th percentile', value: at(ours, 0.95) / at(theirs, 0.95), unit: '× peer' },
          ],
          figures: [
            { name: 'time of a query, median', value: at(ours, 0.5), unit: 'ms' },
            {
              name: 'time of a query, 95th percentile',
              value: at(ours, 0.95),
              unit: 'ms',
              target: { kind: 'at most', gate: 50 },
            },
            { name: 'time of a query, median, peer', value: at(theirs, 0.5), unit: 'ms' },
            { name: 'time of a query, 95th percentile, peer', value: at(theirs, 0.95), unit: 'ms' },
          ],
        };
      } finally {
        server.close();
        await service.kill();
      }
    } finally {
      peer.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Stores a day of all series, in both. */
function fill(results: string, peer: RowPerSample, from: number, say: (line: string) => void): StoredSeries[] {
  const random = seededRandom(1);
  const detector = defaultDetector();
  const storage = storages[0].open(results);
  const series = Array.from({ length: SERIES }, (_, ordinal) => describe(ordinal, from));
  storage.addSeries(series);
  const level = Float64Array.from({ length: SERIES }, () => 10 + 100 * random());
  const verdicts = newVerdictBlock(SERIES);
  const mask = new Uint8Array(SERIES).fill(1);
  for (let step = 0; step < STEPS; step++) {
    if (step % 60 === 0) say(`storing hour ${step / 60 + 1} of 24`);
    const block = blockOf(from + step * STEP, step, level, random);
    detector.score(block, verdicts);
    detector.learn(block, mask);
    storage.write(block, verdicts);
    peer.write(block, verdicts);
  }
  storage.sync();
  storage.close();
  return series;
}

function describe(ordinal: number, from: number): StoredSeries {
  const name = `service-${ordinal % 100}`;
  const entity: Entity = { tenant: 'default', kind: 'service', environment: 'bench', namespace: '', name };
  const attributes = { pool: String(ordinal) };
  const identity: SeriesIdentity = {
    entity,
    indicator: 'bench.metric',
    kind: 'gauge',
    unit: '1',
    attributes,
    step: STEP,
    version: 0,
  };
  return { ordinal, id: seriesId(identity), entityId: entityId(entity), identity, firstStep: from };
}

function blockOf(time: number, step: number, level: Float64Array, random: () => number): StepBlock {
  const value = level.map(
    (mean, i) => mean * (1 + 0.3 * Math.sin((2 * Math.PI * step) / STEPS + i) + 0.1 * (random() - 0.5))
  );
  return {
    time,
    step: STEP,
    count: SERIES,
    series: Uint32Array.from({ length: SERIES }, (_, i) => i),
    kind: new Uint8Array(SERIES).fill(3),
    value,
    weight: new Float64Array(SERIES).fill(1),
    flags: new Uint8Array(SERIES),
    revision: 0,
  };
}

/** Both must have answered with the whole day. */
function checkRows(ours: string, theirs: string): void {
  const { results } = JSON.parse(ours) as { results: { series: { values: (number | null)[] }[] }[] };
  const count = results[0]?.series[0]?.values.filter((value) => value !== null).length;
  const rows = (JSON.parse(theirs) as { value: number[] }).value.length;
  if (count !== STEPS || rows !== STEPS)
    throw new Error(`${count} and ${rows} steps instead of ${STEPS} were answered`);
}

/** Milliseconds of each query, ascending. */
async function timed(ask: (series: number) => Promise<string>): Promise<number[]> {
  const random = seededRandom(3);
  const times: number[] = [];
  for (let i = 0; i < WARM + QUERIES; i++) {
    const series = Math.floor(random() * SERIES);
    const began = performance.now();
    await ask(series);
    if (i >= WARM) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}

async function post(url: string, body: unknown): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
  return text;
}

/** A percentile of ascending numbers. */
function at(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN;
}

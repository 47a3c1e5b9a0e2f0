import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ServiceProcess, pause } from '@weir/e2e/support/service-process.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import type { Bench } from './bench.ts';
import { Fleet } from './ingest/fleet.ts';
import { PEER, startPeerCollector } from './ingest/peer-collector.ts';
import { usage } from './process-usage.ts';

/**
 * From OTLP bytes over HTTP to durable verdict: 100,000 series, one point each a step, five attributes, shuffled,
 * gzip. CPU is that of all threads of the service; memory the difference of its resident size. The first steps, in
 * which all series are new, are reported on their own. At the end the service is killed, started again, and series
 * drawn at random are read back. The peer gets the same bodies, of the same steps, in turn.
 */
const SERIES = Number(process.env['WEIR_BENCH_SERIES'] ?? 100_000);
const STEPS = Number(process.env['WEIR_BENCH_STEPS'] ?? 60);
const FIRST_STEPS = 5;
const READ_BACK = 200;
const STEP = 60_000;
/** An `ExportMetricsServiceResponse` that refuses nothing: empty, or with an empty `partial_success`. */
const WHOLE = ['', '\n\0'];

export const bench: Bench = {
  name: 'ingest',
  summary: 'OTLP bytes to durable verdict',
  async run(say) {
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-bench-'));
    const port = await freePort();
    const set = [`limits.series=${SERIES + 1000}`, 'log.level=error'];
    const data = path.join(folder, 'data');
    let service = await ServiceProcess.start({ data, port, set });
    const peer = await startPeerCollector(folder, say);
    const agent = new Agent({ keepAlive: true, maxSockets: 2 });
    try {
      const fleet = new Fleet({ series: SERIES, services: 10, metrics: 10, pointsPerRequest: 5_000, seed: 1 });
      const from = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000;
      const idle = usage(service.pid);
      let warm = idle;
      let peerWarm = 0;
      let busy = 0;
      for (let step = 0; step < STEPS; step++) {
        const bodies = fleet.step(from + step * STEP, step);
        if (step === FIRST_STEPS) {
          await verdicts(service, (FIRST_STEPS - 1) * SERIES);
          warm = usage(service.pid);
          peerWarm = usage(peer.pid).cpuSeconds;
        }
        const began = performance.now();
        await Promise.all([0, 1].map((lane) => send(port, agent, bodies, lane, 2)));
        if (step >= FIRST_STEPS) busy += performance.now() - began;
        await Promise.all([0, 1].map((lane) => send(peer.port, agent, bodies, lane, 2)));
        say(`step ${step + 1} of ${STEPS}`);
      }
      await verdicts(service, (STEPS - 1) * SERIES);
      const end = usage(service.pid);
      const peerCpu = usage(peer.pid).cpuSeconds;
      await service.kill();
      service = await ServiceProcess.start({ data, port, set });
      const found = await readBack(service, from);
      const samples = (STEPS - FIRST_STEPS) * SERIES;
      const rate = samples / (end.cpuSeconds - warm.cpuSeconds);
      const peerRate = samples / (peerCpu - peerWarm);
      const first = (FIRST_STEPS * SERIES) / (warm.cpuSeconds - idle.cpuSeconds);
      const memory = (end.residentBytes - idle.residentBytes) / SERIES;
      return {
        bench: 'ingest',
        what: `${SERIES.toLocaleString('en')} series, ${STEPS} steps, five attributes, shuffled, gzip, over HTTP on loopback`,
        peer: PEER,
        ratios: [{ name: 'samples per CPU second', value: rate / peerRate, unit: '× peer' }],
        figures: [
          {
            name: 'samples per CPU second',
            value: rate,
            unit: 'samples/s/core',
            target: { kind: 'at least', gate: 300_000, goal: 1_000_000 },
          },
          { name: 'samples per CPU second, peer', value: peerRate, unit: 'samples/s/core' },
          { name: 'samples per CPU second while series are new', value: first, unit: 'samples/s/core' },
          { name: 'samples per second of the clock', value: samples / (busy / 1000), unit: 'samples/s' },
          { name: 'memory', value: memory, unit: 'bytes/series', target: { kind: 'at most', gate: 4_096 } },
          {
            name: 'read back after kill and restart',
            value: found,
            unit: 'share',
            target: { kind: 'at least', gate: 1 },
          },
        ],
      };
    } finally {
      agent.destroy();
      await peer.stop();
      await service.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Sends every `lanes`-th body, one after the other. */
async function send(port: number, agent: Agent, bodies: readonly Buffer[], lane: number, lanes: number): Promise<void> {
  for (let i = lane; i < bodies.length; i += lanes) await post(port, agent, bodies[i] as Buffer);
}

function post(port: number, agent: Agent, body: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'gzip',
    'content-length': body.length,
  };
  const call = request({ host: '127.0.0.1', port, path: '/v1/metrics', method: 'POST', agent, headers }, (answer) => {
    let text = '';
    answer.setEncoding('latin1').on('data', (part: string) => (text += part));
    answer.on('end', () => {
      if (answer.statusCode === 200 && WHOLE.includes(text)) resolve();
      else reject(new Error(`${answer.statusCode}: ${text}`));
    });
  });
  call.on('error', reject);
  call.end(body);
  return promise;
}

/** Waits until the service has given so many verdicts. */
async function verdicts(service: ServiceProcess, count: number): Promise<void> {
  let given = 0;
  for (const deadline = Date.now() + 120_000; Date.now() < deadline;) {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    given = Number(/^weir_verdicts_total (\d+)/m.exec(text)?.[1] ?? 0);
    if (given >= count) return;
    await pause(100);
  }
  throw new Error(`the service has given ${given} verdicts in two minutes, not ${count}: ${service.output}`);
}

/** The share of series, of some drawn from the list, whose every closed step is there. */
async function readBack(service: ServiceProcess, from: number): Promise<number> {
  const { items } = await service.get<{ items: { id: string }[] }>(`/v1/series?limit=${READ_BACK}`);
  let whole = 0;
  for (const { id } of items) {
    const answer = await fetch(`${service.url}/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        queries: [{ ref: 'a', seriesId: id, from, to: from + STEPS * STEP, maxDataPoints: 11_000 }],
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    const { results } = JSON.parse(text) as { results: { series: { values: (number | null)[] }[] }[] };
    if ((results[0]?.series[0]?.values.filter((value) => value !== null).length ?? 0) >= STEPS - 1) whole++;
  }
  return whole / items.length;
}

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { collectorPorts, collectorSetting } from '@weir/detection-service/cli/collector/start.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { CollectorVictim } from '../support/collector-victim.ts';
import { NodeExporter } from '../support/node-exporter.ts';
import { Prometheus } from '../support/prometheus.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause, ServiceProcess } from '../support/service-process.ts';
import { resultsOf } from '../support/stored-results.ts';

/**
 * A real node-exporter, scraped by the collector's full distribution, and a real Prometheus, which scrapes it too and is
 * asked for what it has. The full distribution takes too long to build for every run of the tests: name a built one in
 * WEIR_COLLECTOR_FULL (collector-receiver/distributions/README.md).
 */
const FULL = process.env['WEIR_COLLECTOR_FULL'];
const LAYER = fileURLToPath(new URL('../../deploy/collector/prometheus.yaml', import.meta.url));
const WITHIN = 90 * SECOND;

describe.skipIf(!FULL)('the full distribution', () => {
  const folder = scratchFolder('prometheus');
  let service: ServiceProcess;
  let exporter: NodeExporter;
  let prometheus: Prometheus;
  let collector: CollectorVictim;

  beforeAll(async () => {
    exporter = await NodeExporter.start(await freePort());
    const scrape = `- { job_name: machines, static_configs: [{ targets: ['${exporter.address}'] }] }`;
    prometheus = await Prometheus.start(
      `${folder}/prometheus`,
      `global: { scrape_interval: 2s }\nscrape_configs:\n  ${scrape}\n`
    );
    service = await ServiceProcess.start({ data: `${folder}/data`, port: await freePort(), set: ['lateness=2s'] });
    const ports = await collectorPorts();
    const wish = { binary: FULL as string, endpoint: service.url, storage: `${folder}/collector`, resolution: 10_000 };
    const setting = collectorSetting(wish, ports);
    const env = {
      WEIR_SCRAPE_INTERVAL: '2s',
      WEIR_NODE_EXPORTER: exporter.address,
      WEIR_PROMETHEUS: prometheus.url.replace('http://', ''),
    };
    collector = new CollectorVictim(FULL as string, {
      ...setting,
      configs: [...setting.configs, LAYER],
      env: { ...setting.env, ...env },
    });
    await collector.ready();
  });

  afterAll(async () => {
    await collector?.stop();
    await service?.stop();
    await prometheus?.stop();
    exporter?.stop();
  });

  /** The values of a metric of a job, as soon as there are some. */
  async function values(job: string, metric: string): Promise<number[]> {
    for (const deadline = Date.now() + WITHIN; Date.now() < deadline; await pause(500)) {
      const found = resultsOf(`${folder}/data`, job, metric).flatMap(({ results }) => [...results.value]);
      const known = found.filter((value) => !Number.isNaN(value));
      if (known.length >= 2) return known;
    }
    return [];
  }

  it.each([
    ['scrapes an exporter', 'node'],
    ['asks a Prometheus for what it has scraped', 'machines'],
  ])('%s: gauges and counters are series of its job', async (_, job) => {
    const load = await values(job, 'node_load1');
    expect(load.length).toBeGreaterThanOrEqual(2);
    expect(load.every((value) => value >= 0 && value < 1000)).toBe(true);
    const memory = await values(job, 'node_memory_MemTotal_bytes');
    expect(new Set(memory).size).toBe(1);
    expect(memory[0]).toBeGreaterThan(2 ** 28);
    const switches = await values(job, 'node_context_switches_total');
    expect(switches.every((value) => value > 0)).toBe(true);
  });
});

import path from 'node:path';
import { readCollectorConfig } from '@weir/detection-service/cli/collector/collector-config.ts';
import { exportFindings } from '@weir/detection-service/cli/collector/export-findings.ts';
import {
  defaultConfigs,
  startCollector,
  type CollectorPorts,
  type RunningCollector,
} from '@weir/detection-service/cli/collector/start.ts';
import type { Config } from '@weir/detection-service/config/schema.ts';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';

/** Slots of the collector: short enough for every step, long enough to sum many requests. */
const RESOLUTION = 10 * SECOND;

/** Starts the collector in front of the service at `url`. Throws `WeirError` when every word of it would be refused. */
export async function startCollectorPart(
  binary: string,
  url: string,
  config: Config,
  ports: CollectorPorts
): Promise<RunningCollector> {
  const token = process.env['WEIR_TOKEN'];
  await refuseUnheard(url, token);
  return startCollector({
    ...{ binary, token, ports, endpoint: url },
    storage: path.resolve(config.data, 'collector'),
    resolution: Math.min(RESOLUTION, config.steps.request),
  });
}

/** A collector drops for good what the service refuses: without a token that may send, it must not begin. */
async function refuseUnheard(url: string, token: string | undefined): Promise<void> {
  const env = { WEIR_ENDPOINT: url, WEIR_TOKEN: token };
  const findings = await exportFindings(readCollectorConfig(defaultConfigs(token), env));
  const wrong = findings.find(({ state }) => state === 'wrong');
  if (wrong !== undefined) throw new WeirError('conflict', wrong.sentence);
}

/** Rejects when the collector ends by itself. */
export function failed(collector: RunningCollector): { readonly promise: Promise<never>; readonly forget: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const watch = setInterval(() => {
    const failure = collector.failure();
    if (failure !== undefined) reject(new WeirError('unavailable', failure));
  }, 500);
  return { promise, forget: () => clearInterval(watch) };
}

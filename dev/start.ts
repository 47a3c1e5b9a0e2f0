import path from 'node:path';
import { startService } from '@weir/detection-service/app.ts';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { readCollectorConfig } from '@weir/detection-service/cli/collector/collector-config.ts';
import { exportFindings } from '@weir/detection-service/cli/collector/export-findings.ts';
import { defaultConfigs, startCollector, type RunningCollector } from '@weir/detection-service/cli/collector/start.ts';
import { configured } from '@weir/detection-service/cli/serve.ts';
import { stopSignal } from '@weir/detection-service/cli/stop-signal.ts';
import { CONFIG_FLAGS } from '@weir/detection-service/config/flags.ts';
import { HelpAsked, parseArguments } from '@weir/detection-service/cli/arguments.ts';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { SECOND } from '@weir/detection-service/core/time.ts';
import { PORT_FLAGS, portsOf, refuseTaken } from './collector-ports.ts';
import { startGuide } from './start-guide.ts';

/** `npm start`: collector and detection service together on loopback, until Ctrl-C. */

/** Slots of the collector: short enough for every step, long enough to sum many requests. */
const RESOLUTION = 10 * SECOND;

async function main(): Promise<void> {
  const { flags } = parseArguments(process.argv.slice(2), [...CONFIG_FLAGS, ...PORT_FLAGS]);
  const config = configured(flags);
  const ports = portsOf(flags);
  const token = process.env['WEIR_TOKEN'];
  const binary = await collectorBinary((line) => process.stderr.write(`${line}\n`));
  await refuseTaken(ports);
  let isStopping = false;
  const stopped = stopSignal().then(() => {
    isStopping = true;
  });
  const service = await startService(config);
  let collector: RunningCollector | undefined;
  try {
    await refuseUnheard(service.url, token);
    collector = await startCollector({
      binary,
      endpoint: service.url,
      storage: path.resolve(config.data, 'collector'),
      resolution: Math.min(RESOLUTION, config.steps.request),
      token,
      ports,
    });
    process.stdout.write(startGuide(service.url, ports, config));
    const failure = failed(collector);
    await Promise.race([stopped, failure.promise]).finally(failure.forget);
  } catch (error) {
    // Ctrl-C reaches the collector, too, which then ends by itself.
    if (!isStopping) throw error;
  } finally {
    await collector?.stop();
    await service.close();
  }
}

/** A collector drops for good what the service refuses: without a token that may send, it must not begin. */
async function refuseUnheard(url: string, token: string | undefined): Promise<void> {
  const env = { WEIR_ENDPOINT: url, WEIR_TOKEN: token };
  const findings = await exportFindings(readCollectorConfig(defaultConfigs(token), env));
  const wrong = findings.find(({ state }) => state === 'wrong');
  if (wrong !== undefined) throw new WeirError('conflict', wrong.sentence);
}

/** Rejects when the collector ends by itself. */
function failed(collector: RunningCollector): { readonly promise: Promise<never>; readonly forget: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const watch = setInterval(() => {
    const failure = collector.failure();
    if (failure !== undefined) reject(new WeirError('unavailable', failure));
  }, 500);
  return { promise, forget: () => clearInterval(watch) };
}

try {
  await main();
} catch (error) {
  if (error instanceof HelpAsked) {
    process.stdout.write(
      `npm start -- FLAGS: collector and detection service together on this machine\n\n${error.message}`
    );
  } else if (error instanceof WeirError) {
    process.stderr.write(`weir: ${error.message}\n`);
    process.exitCode = 2;
  } else throw error;
}

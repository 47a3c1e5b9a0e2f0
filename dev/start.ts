import { startService, type Service } from '@weir/detection-service/app.ts';
import { HelpAsked } from '@weir/detection-service/cli/arguments.ts';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import type { RunningCollector } from '@weir/detection-service/cli/collector/start.ts';
import { stopSignal } from '@weir/detection-service/cli/stop-signal.ts';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { failed, startCollectorPart } from './start/collector-part.ts';
import { DemoPart } from './start/demo-part.ts';
import { startGuide } from './start/guide.ts';
import { PortalPart } from './start/portal-part.ts';
import { portalToken } from './start/portal-token.ts';
import { collectorPorts, refuseTaken, type WantedPort } from './start/ports.ts';
import { startSettings, type StartSettings } from './start/settings.ts';

/** `npm start`: collector, detection service, portal and demo workload together on loopback, until Ctrl-C. */

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const complain = (line: string): boolean => process.stderr.write(`weir: ${line}\n`);

/** One line for each part, as soon as it is up. */
function announce(part: string, where: string, what: string): void {
  say(`  ${part.padEnd(18)} ${where.padEnd(22)} ${what}`.trimEnd());
}

async function main(): Promise<void> {
  const settings = startSettings(process.argv.slice(2), process.env);
  await refuseTaken(wantedPorts(settings));
  const binary = await collectorBinary(complain);
  const stopped = stopSignal();
  const parts = new Parts(settings);
  let isStopping = false;
  void stopped.then(() => {
    isStopping = true;
    parts.interrupt();
  });
  try {
    await parts.start(binary);
    await Promise.race([stopped, parts.failure()]);
  } catch (error) {
    // Ctrl-C reaches every part, and what is being started then fails.
    if (!isStopping) throw error;
  } finally {
    await parts.stop();
  }
}

function wantedPorts({ config, ports, portalPort }: StartSettings): WantedPort[] {
  const { port } = config.listen;
  return [
    ...(port === 0 ? [] : [{ port, what: 'the detection service', flag: '--listen' }]),
    ...collectorPorts(ports),
    ...(portalPort === undefined ? [] : [{ port: portalPort, what: 'the portal', flag: '--portal-port' }]),
  ];
}

/** What runs. */
class Parts {
  readonly #settings: StartSettings;
  #service: Service | undefined;
  #collector: RunningCollector | undefined;
  #portal: PortalPart | undefined;
  #demo: DemoPart | undefined;
  #forget: () => void = () => undefined;
  #isEnding = false;

  constructor(settings: StartSettings) {
    this.#settings = settings;
  }

  /** Starts everything, and says what to do with it. */
  async start(binary: string): Promise<void> {
    const { config, ports, seed, portalPort, openLoopback } = this.#settings;
    const { secret, token } = portalToken(config.data);
    say('\nStarting:\n');
    const service = await startService({ ...config, tokens: [...config.tokens, token] }, { openLoopback });
    this.#service = service;
    const { url } = service;
    announce('detection service', url, 'API under /v1, /readyz, /metrics');
    const collector = await startCollectorPart(binary, url, config, ports);
    this.#collector = collector;
    const otlp = `http://127.0.0.1:${ports.otlpHttp}`;
    announce('collector', otlp, `OpenTelemetry over HTTP; gRPC 127.0.0.1:${ports.otlpGrpc}`);
    announce('', `http://127.0.0.1:${ports.lines}`, `log lines at /v1/lines; syslog udp 127.0.0.1:${ports.syslog}`);
    if (portalPort !== undefined) {
      const options = { dataDirectory: config.data, port: portalPort, weirUrl: url, weirToken: secret, log: complain };
      this.#portal = new PortalPart(options, complain);
      void this.#portal.up.then((at) => at !== undefined && announce('portal', at, 'a Backstage with Weir in it'));
    }
    if (seed !== undefined) {
      const where = { seed, data: config.data, collector: otlp, weir: url, token: secret };
      this.#demo = new DemoPart(where, announce, complain);
    }
    const [portal, story] = await Promise.race([Promise.all([this.#portal?.up, this.#demo?.story]), this.failure()]);
    if (!this.#isEnding) say(startGuide({ url, ports, config, openLoopback, portal, story }));
  }

  /** Rejects when a part without which nothing works ends by itself. */
  failure(): Promise<never> {
    const { promise, forget } = failed(this.#collector as RunningCollector);
    this.#forget();
    this.#forget = forget;
    return promise;
  }

  /** Somebody wants it all to end: what is being started need not come up any more. */
  interrupt(): void {
    this.#isEnding = true;
    this.#portal?.interrupt();
    this.#demo?.interrupt();
  }

  /** Ends everything: first what sends, then what takes. */
  async stop(): Promise<void> {
    this.#forget();
    await Promise.all([this.#portal?.stop(), this.#demo?.stop()]);
    await this.#collector?.stop();
    await this.#service?.close();
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof HelpAsked) {
    say(
      `npm start -- FLAGS: collector, detection service, portal and demo together on this machine\n\n${error.message}`
    );
  } else if (error instanceof WeirError) {
    complain(error.message);
    process.exitCode = 2;
  } else throw error;
}

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { collectorBinary } from '@weir/detection-service/cli/collector/build.ts';
import { freePort } from '@weir/detection-service/cli/collector/free-port.ts';
import { CollectorProcess } from '@weir/detection-service/cli/collector/process.ts';

/** What the peer is, for the report. */
export const PEER =
  'OpenTelemetry Collector 0.155, OTLP receiver over HTTP to the exporter `debug` (basic, sampled away): it unpacks and decodes the same bodies and keeps nothing';

/** The collector with nothing behind it but an exporter that throws everything away. */
export interface PeerCollector {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts the peer; `folder` gets its configuration. */
export async function startPeerCollector(folder: string, say: (line: string) => void): Promise<PeerCollector> {
  const binary = await collectorBinary(say);
  const port = await freePort();
  const health = await freePort();
  const config = path.join(folder, 'peer.yaml');
  writeFileSync(
    config,
    `receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${port}" } } } }
exporters: { debug: { verbosity: basic, sampling_initial: 1, sampling_thereafter: 1000000 } }
extensions: { health_check: { endpoint: "127.0.0.1:${health}" } }
service:
  extensions: [health_check]
  pipelines: { metrics: { receivers: [otlp], exporters: [debug] } }
  telemetry: { metrics: { level: none } }
`
  );
  const healthUrl = `http://127.0.0.1:${health}/`;
  const collector = await CollectorProcess.start({ binary, configs: [config], env: {}, healthUrl });
  return { port, pid: collector.pid as number, stop: () => collector.stop() };
}

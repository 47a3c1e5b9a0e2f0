import { spawn, type ChildProcess } from 'node:child_process';
import { takesConnections } from './ports.ts';
import { pause } from './service-process.ts';

const READY_TIMEOUT_MS = 10_000;

/** A real node-exporter (Debian: `prometheus-node-exporter`) on loopback. */
export class NodeExporter {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(port: number) {
    this.address = `127.0.0.1:${port}`;
    this.#child = spawn('prometheus-node-exporter', [`--web.listen-address=${this.address}`], { stdio: 'ignore' });
    this.#child.on('error', () => undefined); // that it is missing is said below
  }

  /** Starts it; resolves when it answers. */
  static async start(port: number): Promise<NodeExporter> {
    const exporter = new NodeExporter(port);
    for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline; await pause(20)) {
      if (await takesConnections(port)) return exporter;
    }
    throw new Error('node-exporter did not start (Debian: prometheus-node-exporter)');
  }

  stop(): void {
    this.#child.kill('SIGTERM');
  }
}

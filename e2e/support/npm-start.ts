import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { freePorts } from '@weir/detection-service/cli/collector/free-port.ts';
import { pause } from './service-process.ts';

const BOOTSTRAP = fileURLToPath(new URL('../../bootstrap.cjs', import.meta.url));
const READY = 'Weir is running';
const groups = new Set<number>();

/** Ends what a failed test left running; once a file. */
export function endStarted(): void {
  afterAll(() => {
    for (const group of groups) signal(group, 'SIGKILL');
  });
}

/** Where one start listens, and the flags that say so. */
export interface StartPorts {
  readonly url: string;
  readonly lines: number;
  readonly args: readonly string[];
}

/** Free ports for one start, without a portal. */
export async function startPorts(): Promise<StartPorts> {
  const [service = 0, lines = 0, ...others] = await freePorts(7);
  const flags = ['--syslog-port', '--otlp-grpc-port', '--otlp-http-port', '--health-port', '--metrics-port'];
  const rest = flags.flatMap((flag, i) => [flag, String(others[i])]);
  const args = ['--no-portal', '--listen', `127.0.0.1:${service}`, '--lines-port', String(lines), ...rest];
  return { url: `http://127.0.0.1:${service}`, lines, args };
}

/** `npm start` without npm, in a process group of its own as a terminal gives it one. */
export class Started {
  output = '';
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  /** `cwd` is where relative paths start from. */
  constructor(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [BOOTSTRAP, 'start', ...args], {
      cwd,
      detached: true,
      env: { ...process.env, WEIR_TOKEN: '', ...env },
    });
    groups.add(this.#child.pid as number);
    const keep = (text: Buffer): void => {
      this.output += text.toString();
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** What it has said since it was ready. */
  get guide(): string {
    return this.output.slice(this.output.indexOf(READY));
  }

  /** Resolves when it says that all is up. */
  async ready(): Promise<void> {
    for (let i = 0; i < 6000 && !this.output.includes(READY); i++) {
      if (this.#child.exitCode !== null) throw new Error(`it ended: ${this.output}`);
      await pause(50);
    }
  }

  /** What Ctrl-C does: every process of the group gets the signal. Resolves when the last of them is gone. */
  async interrupt(): Promise<number | null> {
    const group = this.#child.pid as number;
    signal(group, 'SIGINT');
    const code = await this.ended;
    for (let i = 0; i < 100 && signal(group, 0); i++) await pause(50);
    expect(signal(group, 0), 'a process is left').toBe(false);
    groups.delete(group);
    return code;
  }
}

/** Signals a process group; false when nobody is in it any more. */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false;
  }
}

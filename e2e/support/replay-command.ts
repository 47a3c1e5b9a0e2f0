import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../detection-service/src/main.ts', import.meta.url));

/** How `weir replay` is called. */
export interface ReplayCall {
  readonly args: readonly string[];
  /** Standard input; empty when absent. */
  readonly input?: Buffer;
  /** Over the environment of the tests; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The command's file, when it is not the one of this repository. */
  readonly main?: string;
}

/** How it ended and what it said. */
export interface ReplayEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `--json` writes, as far as the tests read it. Times in Unix milliseconds. */
export interface ReplayReport {
  readonly log: { readonly from: number; readonly to: number; readonly lines: number; readonly unparsed: number };
  readonly seconds: number;
  readonly step: { readonly milliseconds: number };
  readonly services: readonly {
    readonly name: string;
    readonly series: readonly { readonly indicator: string; readonly judged: number }[];
  }[];
  readonly routes: readonly { readonly method: string; readonly route: string; readonly calls: number }[];
  readonly problems: readonly {
    readonly id: string;
    readonly start: number;
    /** Absent while it is open. */
    readonly end?: number;
    readonly description: string;
    readonly anomalies: readonly { readonly indicator: string; readonly direction: string }[];
  }[];
  readonly hash: string;
}

/** Runs `weir replay` as a process of its own, as people do. */
export function replay(call: ReplayCall): Promise<ReplayEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<ReplayEnd>();
  const child = spawn(process.execPath, [call.main ?? MAIN, 'replay', ...call.args], {
    env: { ...process.env, ...call.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.on('error', reject);
  child.on('close', (code) => resolve({ code, stdout, stderr }));
  // A command that refuses its arguments ends without reading.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.input);
  return promise;
}

/** The report behind `--json`; fails with what the command said when it did not work. */
export async function replayed(json: string, call: ReplayCall): Promise<ReplayReport & { readonly text: string }> {
  const { code, stdout, stderr } = await replay({ ...call, args: [...call.args, '--json', json] });
  if (code !== 0 || !existsSync(json)) throw new Error(`replay ended with ${code}: ${stderr}${stdout}`);
  return { ...(JSON.parse(readFileSync(json, 'utf8')) as ReplayReport), text: stdout };
}

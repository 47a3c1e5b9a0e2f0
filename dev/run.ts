import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where a command runs, with what, and what becomes of its output. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each line of standard output; without it the output goes to standard error, which people see. */
  readonly onLine?: (line: string) => void;
}

/** Runs a command to its end and resolves with its exit code. Rejects only when it cannot be started. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: ['ignore', options.onLine ? 'pipe' : 2, 2],
  });
  if (options.onLine && child.stdout) {
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(options.onLine as (line: string) => void);
    });
  }
  child.on('error', reject);
  child.on('close', (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  return promise;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How messages are divided on a TCP connection, in rsyslog's words (RFC 6587, 3.4.1 and 3.4.2). */
export type Framing = 'octet-counted' | 'traditional';

/** A file that rsyslog follows, and how it sends the lines on. */
export interface FollowedFile {
  readonly file: string;
  /** The app-name of the messages. */
  readonly tag: string;
  readonly framing: Framing;
}

/** A real rsyslog (Debian: `rsyslog`) that follows files and sends their lines over TCP. */
export class Rsyslog {
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(folder: string, port: number, files: readonly FollowedFile[]) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    const config = [
      `global(workDirectory="${folder}")`,
      'module(load="imfile" mode="inotify")',
      ...files.flatMap(({ file, tag, framing }) => [
        `input(type="imfile" file="${file}" tag="${tag}:" ruleset="${tag}")`,
        `ruleset(name="${tag}" queue.type="LinkedList") {`,
        `  action(type="omfwd" target="127.0.0.1" port="${port}" protocol="tcp" TCP_Framing="${framing}"`,
        '    template="RSYSLOG_SyslogProtocol23Format" action.resumeRetryCount="-1" action.resumeInterval="1")',
        '}',
      ]),
    ];
    writeFileSync(path.join(folder, 'rsyslog.conf'), `${config.join('\n')}\n`);
  }

  start(): void {
    const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
    const args = ['-n', '-f', path.join(this.#folder, 'rsyslog.conf'), '-i', path.join(this.#folder, 'rsyslog.pid')];
    const child = spawn('rsyslogd', args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.#child = child;
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => keep(Buffer.from(error.message)));
  }

  /** What it has said, for messages of failed tests. */
  get output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.pid === undefined) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await gone;
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answering } from './nginx.ts';

/** Where HAProxy stands. */
export interface HaproxyOptions {
  readonly folder: string;
  readonly port: number;
  readonly upstreamPort: number;
  readonly syslogPort: number;
  /** `rfc5424` or `rfc3164`. */
  readonly format: string;
  /** Name of the program in the syslog header, which names the service. */
  readonly tag: string;
}

/** A real HAProxy in front of a service that sends its HTTP log by syslog over UDP. */
export async function startHaproxy(options: HaproxyOptions): Promise<ChildProcess> {
  const { folder, port, upstreamPort, syslogPort, format, tag } = options;
  mkdirSync(folder, { recursive: true });
  const config = path.join(folder, 'haproxy.cfg');
  writeFileSync(
    config,
    `global
  log 127.0.0.1:${syslogPort} format ${format} local0
  log-tag ${tag}
defaults
  mode http
  log global
  option httplog
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend shop
  bind 127.0.0.1:${port}
  default_backend app
backend app
  server app1 127.0.0.1:${upstreamPort}
`
  );
  const child = spawn('haproxy', ['-f', config, '-db'], { stdio: 'ignore' });
  await answering(port, child, 'haproxy');
  return child;
}

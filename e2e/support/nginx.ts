import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pause } from './service-process.ts';

/** Where nginx stands. */
export interface NginxOptions {
  readonly folder: string;
  readonly port: number;
  readonly upstreamPort: number;
  /** Name of its access log inside `folder`. */
  readonly log: string;
}

/** A real nginx in front of a service, with an access log in combined format followed by the request's duration. */
export async function startNginx(options: NginxOptions): Promise<ChildProcess> {
  const { folder, port, upstreamPort, log } = options;
  mkdirSync(path.join(folder, 'tmp'), { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/tmp/${name};`
  );
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 256; }
http {
  ${temporary.join('\n  ')}
  log_format timed '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';
  access_log ${folder}/${log} timed;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://127.0.0.1:${upstreamPort}; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`
  );
  const child = spawn('nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf')], { stdio: 'ignore' });
  await answering(port, child, 'nginx');
  return child;
}

/** Waits until something answers on a port; rejects when the process has ended. */
export async function answering(port: number, child: ChildProcess, name: string): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    if (failure !== undefined || child.exitCode !== null)
      throw new Error(`${name} did not start: ${failure?.message ?? child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer !== undefined) return;
    await pause(50);
  }
  throw new Error(`${name} does not answer on port ${port}`);
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Certificate } from './authority.ts';

/** Where Debian keeps it. */
const DEBIAN = '/usr/lib/postgresql';
const START_TRIES = 300;

/** A real PostgreSQL of its own on loopback, in a scratch directory: Debian's, or the one of the PATH. */
export class PostgresServer {
  readonly #folder: string;
  readonly #launch: () => ChildProcess;
  readonly #port: number;
  readonly #admin: pg.Pool;
  #process: ChildProcess;
  #databases = 0;

  private constructor(folder: string, launch: () => ChildProcess, port: number) {
    this.#folder = folder;
    this.#launch = launch;
    this.#process = launch();
    this.#port = port;
    this.#admin = new pg.Pool({ connectionString: this.#url('postgres'), max: 1 });
    this.#admin.on('error', () => undefined);
  }

  /** With `tls`, it takes encrypted connections too. */
  static async start({ tls }: { readonly tls?: Pick<Certificate, 'cert' | 'key'> } = {}): Promise<PostgresServer> {
    const bin = binaries();
    const folder = mkdtempSync(path.join(tmpdir(), 'weir-postgres-'));
    // PostgreSQL does not run as root.
    const rights = process.getuid?.() === 0 ? idsOf('postgres') : undefined;
    if (rights !== undefined) chownSync(folder, rights.uid, rights.gid);
    const data = path.join(folder, 'data');
    const options = { ...rights, cwd: folder };
    const made = spawnSync(path.join(bin, 'initdb'), ['-D', data, '-U', 'weir', '-A', 'trust', '--no-sync'], options);
    if (made.status !== 0) throw new Error(`initdb failed: ${String(made.stderr)}`);
    const port = await freePort();
    const flags = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'];
    if (tls !== undefined) flags.push(...encryption(folder, tls, rights));
    const launch = (): ChildProcess => spawn(path.join(bin, 'postgres'), flags, { ...options, stdio: 'ignore' });
    const server = new PostgresServer(folder, launch, port);
    await server.#ready();
    return server;
  }

  /** The URL of an empty database. */
  async database(): Promise<string> {
    const name = `weir_${++this.#databases}`;
    await this.#admin.query(`CREATE DATABASE ${name}`);
    return this.#url(name);
  }

  /** Asks a database something as its owner. */
  async query(database: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    try {
      return ((await client.query(sql)) as { rows: Record<string, unknown>[] }).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGQUIT');
  }

  /** Starts it again, with what it has. */
  async restart(): Promise<void> {
    this.#process = this.#launch();
    await this.#ready();
  }

  async stop(): Promise<void> {
    await this.#admin.end();
    await this.#end('SIGINT');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.kill(signal);
    await gone;
  }

  #url(database: string): string {
    return `postgres://weir@127.0.0.1:${this.#port}/${database}`;
  }

  async #ready(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.#admin.query('SELECT 1');
        return;
      } catch (error) {
        if (this.#process.exitCode !== null || tries >= START_TRIES) throw error;
        await setTimeout(100);
      }
    }
  }
}

function encryption(
  folder: string,
  { cert, key }: Pick<Certificate, 'cert' | 'key'>,
  rights: ReturnType<typeof idsOf> | undefined
): string[] {
  const files = { ssl_cert_file: cert, ssl_key_file: key };
  const named = Object.entries(files).flatMap(([name, content]) => {
    const file = path.join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    if (rights !== undefined) chownSync(file, rights.uid, rights.gid);
    return ['-c', `${name}=${file}`];
  });
  return ['-c', 'ssl=on', ...named];
}

function binaries(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const debian = versions.map((version) => path.join(DEBIAN, version, 'bin'));
  const folders = [...debian, ...(process.env['PATH'] ?? '').split(path.delimiter)];
  const found = folders.find((folder) => existsSync(path.join(folder, 'initdb')));
  if (found === undefined) throw new Error('PostgreSQL is missing: install the package postgresql.');
  return found;
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout));
  return { uid: uid as number, gid: gid as number };
}

/** A TCP port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import createKnex, { type Knex } from 'knex';
import { freePort } from './detection-service';

/** A database server of a test. */
export interface TestDatabase {
  /** An empty database. */
  create(): Promise<Knex>;
  stop(): Promise<void>;
}

/** SQLite in memory, as portals on one machine have it. */
export function sqlite(): TestDatabase {
  const open: Knex[] = [];
  return {
    create: async () => {
      const connection = ':memory:';
      const knex = createKnex({
        client: 'better-sqlite3',
        connection,
        useNullAsDefault: true,
        pool: { min: 1, max: 1 },
      });
      open.push(knex);
      return knex;
    },
    stop: async () => {
      await Promise.all(open.map((knex) => knex.destroy()));
    },
  };
}

/** A real PostgreSQL of its own, in a scratch directory: Debian's, or the one of the PATH. */
export async function postgres(): Promise<TestDatabase> {
  const bin = binaries();
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-postgres-'));
  // PostgreSQL does not run as root.
  const { uid, gid } = process.getuid?.() === 0 ? idsOf('postgres') : { uid: undefined, gid: undefined };
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  const data = path.join(folder, 'data');
  const rights = { ...(uid === undefined ? {} : { uid, gid }), cwd: folder };
  const made = spawnSync(path.join(bin, 'initdb'), ['-D', data, '-U', 'weir', '-A', 'trust', '--no-sync'], rights);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const flags = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'];
  const server = spawn(path.join(bin, 'postgres'), flags, { ...rights, stdio: 'ignore' });
  const connect = (database: string) =>
    createKnex({
      client: 'pg',
      connection: { host: '127.0.0.1', port, user: 'weir', database },
      pool: { min: 0, max: 4 },
    });
  const admin = connect('postgres');
  await ready(admin, server);
  const open = [admin];
  return {
    create: async () => {
      const name = `weir_${open.length}`;
      await admin.raw('CREATE DATABASE ??', [name]);
      const knex = connect(name);
      open.push(knex);
      return knex;
    },
    stop: async () => {
      await Promise.all(open.map((knex) => knex.destroy()));
      const gone = new Promise((resolve) => server.once('close', resolve));
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(admin: Knex, server: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await admin.raw('SELECT 1');
      return;
    } catch (error) {
      if (tries > 300 || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function binaries(): string {
  const debian = '/usr/lib/postgresql';
  const [newest] = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  if (newest !== undefined) return path.join(debian, newest, 'bin');
  const found = spawnSync('sh', ['-c', 'dirname "$(command -v initdb)"'], { encoding: 'utf8' }).stdout.trim();
  if (found === '' || found === '.') throw new Error('PostgreSQL is missing: install the package postgresql');
  return found;
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

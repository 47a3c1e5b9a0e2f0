import type pg from 'pg';
import { WeirError } from '../../core/errors.ts';
import { MIGRATIONS } from './migrations.ts';

/** Replicas that start together migrate one after the other; any number that nobody else uses. */
const LOCK = 0x57_45_49_52;

/** Brings the tables to this version. Throws `unavailable` when a newer version of Weir has been there. */
export async function migrate(client: pg.PoolClient): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('CREATE TABLE IF NOT EXISTS weir_version (version integer NOT NULL)');
    const { rows } = await client.query<{ version: number }>('SELECT version FROM weir_version');
    const version = rows[0]?.version ?? 0;
    if (version > MIGRATIONS.length) throw newer(version);
    for (const sql of MIGRATIONS.slice(version)) await client.query(sql);
    await client.query('DELETE FROM weir_version');
    await client.query('INSERT INTO weir_version VALUES ($1)', [MIGRATIONS.length]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function newer(version: number): WeirError {
  return new WeirError(
    'unavailable',
    'the tables in PostgreSQL are those of a newer version of Weir: run that one, or use another database',
    [{ path: 'weir_version', expected: `at most ${MIGRATIONS.length}`, found: String(version) }]
  );
}

import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { Millis } from '../core/time.ts';
import { toExactJson } from './exact-json.ts';
import type { Page, Paged, SeriesResults, Storage } from './ports.ts';

/** The hash of all results of a tenant, and how many went into it. */
export interface CanonicalHash {
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly samples: number;
  readonly anomalies: number;
  readonly problems: number;
}

const PAGE = 1_000;
/** time, value, expected, lower, upper, score, status, flags. */
const ROW_BYTES = 8 + 8 + 4 * 4 + 2;
const FLOAT32_NAN = 0x7fc0_0000;
const FLOAT64_NAN = 0x7ff8_0000;

/**
 * One number for everything that a reader can see of a tenant in `[from, to)`: results by series id and step, floats by
 * their bits, then anomalies and problems by their ids, with all fields. Two stores with the same hash answer alike,
 * whatever happened on the way; how often something was revised is therefore left out.
 */
export function canonicalHash(
  storage: Storage,
  tenant: string,
  { from, to }: { readonly from: Millis; readonly to: Millis }
): CanonicalHash {
  const hash = createHash('sha256');
  let samples = 0;
  for (const series of all((page) => storage.series(tenant, {}, page))) {
    const results = storage.read(series, from, to);
    hash.update(`${series.id} ${String(results.time.length)}\n`);
    hashResults(hash, results);
    samples += results.time.length;
  }
  const anomalies = hashAll(hash, (page) => storage.anomalies(tenant, { from, to }, page));
  const problems = hashAll(hash, (page) => storage.problems(tenant, { from, to }, page));
  return { hash: hash.digest('hex'), samples, anomalies, problems };
}

function hashResults(hash: Hash, results: SeriesResults): void {
  const { length } = results.time;
  const bytes = new DataView(new ArrayBuffer(length * ROW_BYTES));
  for (let i = 0, at = 0; i < length; i++, at += ROW_BYTES) {
    bytes.setFloat64(at, results.time[i] as number);
    setFloat64(bytes, at + 8, results.value[i] as number);
    setFloat32(bytes, at + 16, results.expected[i] as number);
    setFloat32(bytes, at + 20, results.lower[i] as number);
    setFloat32(bytes, at + 24, results.upper[i] as number);
    setFloat32(bytes, at + 28, results.score[i] as number);
    bytes.setUint8(at + 32, results.status[i] as number);
    bytes.setUint8(at + 33, results.flags[i] as number);
  }
  hash.update(bytes);
}

/** Which of the many NaNs it is says nothing. */
function setFloat64(bytes: DataView, at: number, value: number): void {
  if (value === value) bytes.setFloat64(at, value);
  else bytes.setUint32(at, FLOAT64_NAN);
}

function setFloat32(bytes: DataView, at: number, value: number): void {
  if (value === value) bytes.setFloat32(at, value);
  else bytes.setUint32(at, FLOAT32_NAN);
}

/** By id; the order of the pages is not that of a name. Returns how many there were. */
function hashAll<T extends { readonly id: string }>(hash: Hash, query: (page: Page) => Paged<T>): number {
  const rows = [...all(query)].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const row of rows) hash.update(`${toExactJson(canonical(row))}\n`);
  return rows.length;
}

function* all<T>(query: (page: Page) => Paged<T>): Generator<T> {
  let after: string | undefined;
  do {
    const page = query({ limit: PAGE, after });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

/** Keys sorted, without revisions and what is not there. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, part]) => key !== 'revision' && part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, canonical(part)]));
}

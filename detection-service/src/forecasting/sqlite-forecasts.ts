import path from 'node:path';
import type { Millis } from '../core/time.ts';
import type { Outcome } from '../forecast/account/outcome.ts';
import type { Settled } from '../forecast/account/track-record.ts';
import { decodeSpanKey, encodeSpanKey, pageOf } from '../storage/page-key.ts';
import type { Page, Paged } from '../storage/ports.ts';
import { SqliteFile } from '../storage/sqlite-file.ts';
import type { ForecastFilter, ForecastKey, ForecastStore } from './forecast-store.ts';
import type { HorizonName } from './horizons.ts';
import { decodeListKey, encodeListKey, listKeyOf } from './list-key.ts';
import { predictionBytes, predictionOf } from './prediction-bytes.ts';
import type { StoredForecast } from './stored-forecast.ts';

/** One migration a version of the schema (`PRAGMA user_version`); append only. */
const MIGRATIONS = [
  `
  CREATE TABLE forecast (
    ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, series TEXT NOT NULL,
    horizon TEXT NOT NULL, service TEXT NOT NULL, indicator TEXT NOT NULL, issued INTEGER NOT NULL,
    made INTEGER NOT NULL, step INTEGER NOT NULL, until INTEGER NOT NULL, status TEXT NOT NULL,
    said TEXT NOT NULL, columns BLOB, outcome TEXT
  );
  CREATE INDEX forecast_issued ON forecast (tenant, series, horizon, issued);
  CREATE INDEX forecast_made ON forecast (made);
  CREATE TABLE newest (
    tenant TEXT NOT NULL, series TEXT NOT NULL, horizon TEXT NOT NULL, ordinal INTEGER NOT NULL REFERENCES forecast,
    id TEXT NOT NULL, chance INTEGER NOT NULL, nearest INTEGER NOT NULL,
    PRIMARY KEY (tenant, series, horizon)
  ) WITHOUT ROWID;
  CREATE INDEX newest_order ON newest (tenant, chance DESC, nearest, id);
  CREATE INDEX newest_ordinal ON newest (ordinal);
  `,
] as const;

interface Row {
  readonly id: string;
  readonly tenant: string;
  readonly series: string;
  readonly horizon: HorizonName;
  readonly service: string;
  readonly indicator: string;
  readonly issued: number;
  readonly made: number;
  readonly step: number;
  readonly until: number;
  readonly status: 'made' | 'withheld';
  /** What has no column of its own, as JSON. */
  readonly said: string;
  readonly columns: Buffer | null;
  readonly outcome: string | null;
}

type Said = Pick<StoredForecast, 'reason' | 'forecaster' | 'basis' | 'calls' | 'record'>;

/** How a file of forecasts is opened. */
export interface ForecastFileOptions {
  /** Beside the one that writes. */
  readonly readOnly?: boolean;
}

/** Forecasts in one SQLite file, `forecasts.sqlite`: one instance writes, others may read beside it. */
export class SqliteForecasts implements ForecastStore {
  readonly #file: SqliteFile;

  /** Opens the file, or makes it. Throws `WeirError` `unavailable` when it cannot, or is of another version. */
  constructor(directory: string, { readOnly = false }: ForecastFileOptions = {}) {
    this.#file = new SqliteFile(path.join(directory, 'forecasts.sqlite'), { migrations: MIGRATIONS, readOnly });
  }

  put(forecast: StoredForecast): void {
    const { id, tenant, seriesId, horizon, service, indicator, issued, made, step, to, status, prediction } = forecast;
    const { reason, forecaster, basis, calls, record } = forecast;
    const said = JSON.stringify({ reason, forecaster, basis, calls, record } satisfies Said);
    const columns = prediction === undefined ? null : predictionBytes(prediction);
    this.#file.transaction(() => {
      const known = this.#file.get<Pick<Row, 'status'>>('SELECT status FROM forecast WHERE id = ?', [id]);
      if (known?.status === 'made') return;
      this.#file.run(
        `INSERT INTO forecast VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
         ON CONFLICT (id) DO UPDATE SET made = excluded.made, until = excluded.until, status = excluded.status,
           said = excluded.said, columns = excluded.columns`,
        [id, tenant, seriesId, horizon, service, indicator, issued, made, step, to, status, said, columns]
      );
      this.#makeNewest(forecast);
    });
  }

  #makeNewest(forecast: StoredForecast): void {
    const { tenant, seriesId, horizon, issued } = forecast;
    const { chance, nearest, id } = listKeyOf(forecast);
    const newer = this.#file.get(
      'SELECT 1 FROM forecast WHERE tenant = ? AND series = ? AND horizon = ? AND issued > ? LIMIT 1',
      [tenant, seriesId, horizon, issued]
    );
    if (newer !== undefined) return;
    this.#file.run(
      'INSERT OR REPLACE INTO newest SELECT tenant, series, horizon, ordinal, id, ?, ? FROM forecast WHERE id = ?',
      [chance, nearest, id]
    );
  }

  newest({ tenant, seriesId, horizon }: ForecastKey): StoredForecast | undefined {
    const sql = `SELECT f.* FROM newest n JOIN forecast f ON f.ordinal = n.ordinal
      WHERE n.tenant = ? AND n.series = ? AND n.horizon = ?`;
    return this.#read(sql, [tenant, seriesId, horizon])[0];
  }

  past(
    { tenant, seriesId, horizon }: ForecastKey,
    { from, to }: { readonly from?: Millis | undefined; readonly to?: Millis | undefined },
    page: Page
  ): Paged<StoredForecast> {
    const before = Math.min(
      to ?? Number.MAX_SAFE_INTEGER,
      page.after === undefined ? Number.MAX_SAFE_INTEGER : decodeSpanKey(page.after).start
    );
    const sql = `SELECT * FROM forecast WHERE tenant = ? AND series = ? AND horizon = ? AND status = 'made'
      AND issued < ? AND until > ? ORDER BY issued DESC LIMIT ?`;
    const found = this.#read(sql, [tenant, seriesId, horizon, before, from ?? -1, page.limit + 1]);
    return pageOf(found, page, ({ issued, id }) => encodeSpanKey({ start: issued, id }));
  }

  unsettled({ tenant, seriesId, horizon }: ForecastKey, until: Millis, limit: number): readonly StoredForecast[] {
    const sql = `SELECT * FROM forecast WHERE tenant = ? AND series = ? AND horizon = ? AND status = 'made'
      AND outcome IS NULL AND until <= ? ORDER BY issued LIMIT ?`;
    return this.#read(sql, [tenant, seriesId, horizon, until, limit]);
  }

  settle(tenant: string, id: string, outcome: Outcome): void {
    const sql = 'UPDATE forecast SET outcome = ? WHERE tenant = ? AND id = ?';
    this.#file.run(sql, [JSON.stringify(outcome), tenant, id]);
  }

  settled({ tenant, seriesId, horizon }: ForecastKey, limit: number): readonly Settled[] {
    const sql = `SELECT issued, said, outcome FROM forecast WHERE tenant = ? AND series = ? AND horizon = ?
      AND outcome IS NOT NULL ORDER BY issued DESC LIMIT ?`;
    const rows = this.#file.all<Row>(sql, [tenant, seriesId, horizon, limit]);
    return rows.map(({ issued, said, outcome }) => ({
      issued,
      calls: (JSON.parse(said) as Said).calls,
      outcome: JSON.parse(outcome as string) as Outcome,
    }));
  }

  list(tenant: string, { service, indicator, horizon }: ForecastFilter, page: Page): Paged<StoredForecast> {
    const wanted = ['n.tenant = ?'];
    const values: (string | number)[] = [tenant];
    const add = (condition: string, ...more: readonly (string | number | undefined)[]): void => {
      const given = more.filter((value) => value !== undefined);
      if (given.length < more.length) return;
      wanted.push(condition);
      values.push(...given);
    };
    add('f.service = ?', service);
    add('f.indicator = ?', indicator);
    add('f.horizon = ?', horizon);
    const after = page.after === undefined ? undefined : decodeListKey(page.after);
    add('(-n.chance, n.nearest, n.id) > (?, ?, ?)', after && -after.chance, after?.nearest, after?.id);
    const sql = `SELECT f.* FROM newest n JOIN forecast f ON f.ordinal = n.ordinal WHERE ${wanted.join(' AND ')}
      ORDER BY n.chance DESC, n.nearest, n.id LIMIT ?`;
    return pageOf(this.#read(sql, [...values, page.limit + 1]), page, (row) => encodeListKey(listKeyOf(row)));
  }

  retain(before: Millis): number {
    const sql = 'DELETE FROM forecast WHERE made < ? AND ordinal NOT IN (SELECT ordinal FROM newest)';
    return this.#file.run(sql, [before]);
  }

  close(): void {
    this.#file.close();
  }

  #read(sql: string, values: readonly (string | number)[]): StoredForecast[] {
    return this.#file.all<Row>(sql, values).map(forecastOf);
  }
}

function forecastOf(row: Row): StoredForecast {
  const { id, tenant, series, horizon, service, indicator, issued, made, step, until, status, columns, outcome } = row;
  return {
    ...{ id, tenant, seriesId: series, horizon, service, indicator, issued, made, step, to: until, status },
    ...(JSON.parse(row.said) as Said),
    ...(columns === null ? {} : { prediction: predictionOf(columns) }),
    ...(outcome === null ? {} : { outcome: JSON.parse(outcome) as Outcome }),
  };
}

/**
 * The tables, one migration a version of the schema (`PRAGMA user_version`). Append only: a migration that has been in
 * a release is never changed. Every key begins with the tenant; results hang on ordinals, which belong to one tenant.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE series (
    ordinal INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, entity_id TEXT NOT NULL,
    service TEXT NOT NULL, indicator TEXT NOT NULL, first_step INTEGER NOT NULL, identity TEXT NOT NULL
  );
  CREATE UNIQUE INDEX series_id ON series (tenant, id);
  CREATE INDEX series_entity ON series (tenant, entity_id);
  CREATE INDEX series_service ON series (tenant, service, id);

  CREATE TABLE entity (
    tenant TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, service TEXT NOT NULL,
    first_seen INTEGER NOT NULL, entity TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
  );
  CREATE INDEX entity_service ON entity (tenant, service, id);

  CREATE TABLE anomaly (
    tenant TEXT NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL,
    entity_id TEXT NOT NULL, service TEXT NOT NULL, series_id TEXT NOT NULL, problem_id TEXT NOT NULL,
    revision INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
  );
  CREATE INDEX anomaly_start ON anomaly (tenant, start DESC, id, until);
  CREATE INDEX anomaly_series ON anomaly (tenant, series_id, start DESC, id);
  CREATE INDEX anomaly_problem ON anomaly (tenant, problem_id, start DESC, id);
  CREATE INDEX anomaly_entity ON anomaly (tenant, entity_id, start DESC, id);

  CREATE TABLE problem (
    tenant TEXT NOT NULL, id TEXT NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL,
    entity_id TEXT NOT NULL, service TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
  );
  CREATE INDEX problem_start ON problem (tenant, start DESC, id, until);
  CREATE INDEX problem_entity ON problem (tenant, entity_id, start DESC, id);

  CREATE TABLE span (
    step INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,
    open_file TEXT, block_file TEXT, block_max_time INTEGER, block_bytes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (step, start, length)
  ) WITHOUT ROWID;

  CREATE TABLE durable (file TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;
  `,
  // Forecasts ask for the indicators of services among 100,000 gauges, ratings for services among their endpoints.
  `
  CREATE INDEX series_indicator ON series (tenant, indicator, id);
  CREATE INDEX entity_kind ON entity (tenant, kind, id);
  `,
  // What followers of changes are told; the time is that of the wall clock and only says when a change may go.
  `
  CREATE TABLE change (
    offset INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    time INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
  );
  CREATE INDEX change_tenant ON change (tenant, offset);
  `,
  // Blocks of the list that are still in shared storage and not here.
  `
  CREATE TABLE away (file TEXT PRIMARY KEY) WITHOUT ROWID;
  `,
];

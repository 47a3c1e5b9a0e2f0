/**
 * The tables, one migration a version. Append only: a migration that has been in a release is never changed, and every
 * one leaves what the version before it needs, because replicas are upgraded one after the other.
 *
 * Positions: every change of a row takes the next ones from the one row of `weir_state`, whose lock is held until the
 * change is committed. So positions become visible in their order, whoever writes, and who has read up to one misses
 * nothing before it. A sequence would not do: what takes a later number may be committed before.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE weir_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    newest bigint NOT NULL DEFAULT 0,
    dropped bigint NOT NULL DEFAULT 0,
    epoch bigint NOT NULL
  );
  COMMENT ON TABLE weir_state IS
    'Position of the newest change; of the newest that was dropped; a random number that tells this database from others';
  INSERT INTO weir_state (epoch) VALUES (floor(random() * 4503599627370496)::bigint);

  CREATE TABLE weir_metadata (
    kind text NOT NULL, tenant text NOT NULL, id text NOT NULL,
    revision bigint NOT NULL, position bigint NOT NULL, body text NOT NULL,
    PRIMARY KEY (kind, tenant, id)
  );
  COMMENT ON TABLE weir_metadata IS 'Series, entities, anomalies and problems: the newest revision of each, as JSON';
  CREATE UNIQUE INDEX weir_metadata_position ON weir_metadata (position);

  CREATE TABLE weir_change (
    position bigint PRIMARY KEY, kind text NOT NULL, tenant text NOT NULL, body text NOT NULL,
    time timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  COMMENT ON TABLE weir_change IS 'Revisions of anomalies and problems, kept for a while for those who follow them';
  CREATE INDEX weir_change_time ON weir_change (time);
  `,
];

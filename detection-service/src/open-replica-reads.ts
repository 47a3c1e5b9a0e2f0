import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import type { Config } from './config/schema.ts';
import { readSecret } from './config/secret.ts';
import { WeirError } from './core/errors.ts';
import { SECOND } from './core/time.ts';
import { openSharedMetadata, postgresUrl } from './open-shared.ts';
import { OtherReplicas } from './replica/other-replicas.ts';
import { OwnPartitions } from './replica/own-partitions.ts';
import { OwnerLeases } from './replica/owner-leases.ts';
import { OwnersView } from './replica/owners-view.ts';
import { PostgresOwners } from './replica/postgres-owners.ts';
import { rowsEndpoint } from './replica/rows-endpoint.ts';
import { RowsClient } from './replica/rows-client.ts';
import { SharedResults } from './replica/shared-results.ts';
import { tokenName } from './replica/token-name.ts';
import type { Shard } from './shard/shard.ts';
import { openEmbeddedStorage } from './storage/embedded/embedded-storage.ts';
import { MetadataMirror } from './storage/mirror/metadata-mirror.ts';
import { MirrorReader } from './storage/mirror/mirror-reader.ts';
import type { ReadableResults } from './storage/ports.ts';
import type { ServiceMetrics } from './telemetry/metrics.ts';

/** How often it is looked which partitions are here. */
const LOOK_EVERY = SECOND;
/** How long another replica may take to answer. */
const PATIENCE = 5 * SECOND;
/** Rows of other replicas that are held at most. */
const MOST_BYTES = 256 * 2 ** 20;
/** Connections to PostgreSQL for who owns what. */
const CONNECTIONS = 2;
/** Metadata may be this old before the replica says that it is not ready. */
const MOST_AGE = 30 * SECOND;

/** What the HTTP side of a replica reads. */
export interface ReplicaReads {
  readonly metadata: MirrorReader;
  readonly results: ReadableResults;
  /** Routes for the other replicas. */
  readonly internal: (app: FastifyInstance) => void;
  /** A sentence while what is read here may be old. */
  readonly problem: () => string | undefined;
  readonly close: () => Promise<void>;
}

/**
 * What one of several replicas can say of all partitions: metadata from a copy here, results from whoever owns them.
 * @throws {WeirError} `invalid_argument` when the others could not reach it, `unavailable` without PostgreSQL
 */
export async function openReplicaReads(
  config: Config,
  shard: Pick<Shard, 'status'>,
  metrics: ServiceMetrics,
  report: (sentence: string) => void
): Promise<ReplicaReads> {
  const { kafka, replica } = config;
  const { partitions } = kafka;
  const self = { name: replica.name, url: urlOf(config) };
  const token = replica.token && readSecret(replica.token, 'replica.token');
  const metadata = await openSharedMetadata(config, report);
  const directory = path.join(config.data, 'mirror');
  const mirror = new MetadataMirror({ directory, metadata, onReport: report });
  const reader = new MirrorReader(directory);
  const pool = new pg.Pool({ connectionString: postgresUrl(config), max: CONNECTIONS });
  // Who asks next is told; an idle connection that is lost is nobody's error.
  pool.on('error', () => undefined);
  const owners = await PostgresOwners.open(pool);
  const own = new OwnPartitions({
    directory: path.join(config.data, 'partitions'),
    open: (place, onDamage) => openEmbeddedStorage(place, { readOnly: true, onDamage }),
    report,
  });
  const others = new OtherReplicas({
    owners: new OwnersView(owners),
    client: new RowsClient({ partitions, token, patience: PATIENCE, forwarded: (one) => metrics.forwarded(one) }),
    url: self.url,
  });
  const results = new SharedResults({ partitions, own, others, name: self.name, mostBytes: MOST_BYTES });
  const leases = new OwnerLeases({ owners, self, now: () => performance.now(), report });
  const look = async (): Promise<void> => {
    const status = await shard.status();
    own.own(status.partitions ?? []);
    await leases.keep(own.list());
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => report(error instanceof Error ? error.message : String(error)));
  }, LOOK_EVERY);
  timer.unref();
  return {
    metadata: reader,
    results,
    internal: (app) =>
      rowsEndpoint(app, { own, partitions, name: self.name, token: token && tokenName(config.tokens, token) }),
    problem: () =>
      mirror.age > MOST_AGE
        ? 'What is known of other replicas’ partitions is old: PostgreSQL does not answer.'
        : undefined,
    close: async () => {
      clearInterval(timer);
      await leases.close();
      results.close();
      own.close();
      reader.close();
      await mirror.close();
      await metadata.close();
      await pool.end();
    },
  };
}

/** Where the other replicas reach this one. */
function urlOf({ listen, replica }: Config): string {
  if (replica.url !== undefined) return replica.url;
  if (listen.port !== 0) return `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`;
  throw new WeirError('invalid_argument', 'The other replicas have to know where this one answers.', [
    { path: 'replica.url', expected: 'its URL, or a port of its own in listen.port', found: 'any free port' },
  ]);
}

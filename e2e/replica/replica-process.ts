import { MINUTE, SECOND } from '@weir/detection-service/core/time.ts';
import { OtherReplicas } from '@weir/detection-service/replica/other-replicas.ts';
import { OwnPartitions } from '@weir/detection-service/replica/own-partitions.ts';
import { OwnerLeases } from '@weir/detection-service/replica/owner-leases.ts';
import { OwnersView } from '@weir/detection-service/replica/owners-view.ts';
import { PostgresOwners } from '@weir/detection-service/replica/postgres-owners.ts';
import { RowsClient } from '@weir/detection-service/replica/rows-client.ts';
import { rowsEndpoint } from '@weir/detection-service/replica/rows-endpoint.ts';
import { SharedResults } from '@weir/detection-service/replica/shared-results.ts';
import { openEmbeddedStorage } from '@weir/detection-service/storage/embedded/embedded-storage.ts';
import { createServiceMetrics } from '@weir/detection-service/telemetry/metrics.ts';
import pg from 'pg';
import { readingServer } from '../support/reading-server.ts';

/** What a replica is told, as JSON in its first argument. */
export interface ReplicaOrders {
  readonly name: string;
  readonly port: number;
  /** Directory of the mirror of metadata, and the one of the partitions. */
  readonly mirror: string;
  readonly partitions: string;
  readonly count: number;
  readonly owned: readonly number[];
  readonly postgres: string;
  readonly token: string;
  readonly present: number;
}

/** The reading half of a replica as a process of its own; says `ready` when it answers. */
async function run({ name, port, count, owned, token, present, ...where }: ReplicaOrders): Promise<void> {
  const report = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const url = `http://127.0.0.1:${port}`;
  const metrics = createServiceMetrics(Date.now, '1');
  const owners = await PostgresOwners.open(new pg.Pool({ connectionString: where.postgres }));
  const own = new OwnPartitions({
    directory: where.partitions,
    open: (directory, onDamage) => openEmbeddedStorage(directory, { readOnly: true, onDamage }),
    report,
  });
  const leases = new OwnerLeases({ owners, self: { name, url }, now: () => performance.now(), report });
  const keep = async (): Promise<void> => {
    own.own(owned);
    await leases.keep(own.list());
  };
  const client = new RowsClient({
    ...{ partitions: count, token, patience: 5 * SECOND },
    forwarded: (one) => metrics.forwarded(one),
  });
  const results = new SharedResults({
    ...{ partitions: count, own, name, mostBytes: 64 * 1024 * 1024 },
    others: new OtherReplicas({ owners: new OwnersView(owners), client, url }),
  });
  const metadata = openEmbeddedStorage(where.mirror, { readOnly: true });
  const internal = (app: Parameters<typeof rowsEndpoint>[0]): void =>
    rowsEndpoint(app, { own, partitions: count, name, token: 'replicas' });
  const server = readingServer({ metadata, results, present, metrics, internal });
  await keep();
  setInterval(() => void keep(), SECOND);
  await server.listen({ host: '127.0.0.1', port });
  process.stdout.write('ready\n');
  // Nobody needs it any longer than this, whatever became of the test.
  setTimeout(() => process.exit(1), 10 * MINUTE).unref();
}

await run(JSON.parse(process.argv[2] ?? '') as ReplicaOrders);

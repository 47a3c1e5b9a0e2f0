import path from 'node:path';
import { entityId, seriesId, type Entity, type SeriesIdentity } from '@weir/detection-service/core/series.ts';
import { MINUTE } from '@weir/detection-service/core/time.ts';
import { NO_DATA, newVerdictBlock, SCORED, WARMING_UP } from '@weir/detection-service/core/verdict.ts';
import { partitionDirectory } from '@weir/detection-service/replica/own-partitions.ts';
import { partitionOfEntity } from '@weir/detection-service/rekey/split-request.ts';
import { openEmbeddedStorage } from '@weir/detection-service/storage/embedded/embedded-storage.ts';
import type { Storage, StoredEntity, StoredSeries } from '@weir/detection-service/storage/ports.ts';

/** The same story in one store, and in a mirror of metadata and a store for each partition. */

export const START = Date.UTC(2026, 9, 12);
const STEPS = 900;
export const END = START + STEPS * MINUTE;
export const PARTITIONS = 16;
const SERVICES = 24;
const INDICATORS = [
  ['request_rate', 'count', '{request}/s'],
  ['error_ratio', 'ratio', '1'],
  ['latency_p95', 'latency', 'ms'],
] as const;

export interface DividedStory {
  /** Everything in one directory. */
  readonly whole: string;
  /** Metadata only, with ordinals of its own. */
  readonly mirror: string;
  readonly partitions: string;
  readonly series: readonly StoredSeries[];
}

export const partitionOfSeries = ({ identity }: StoredSeries): number => partitionOfEntity(identity.entity, PARTITIONS);

/** Writes the story into directories below `folder`. */
export function writeDividedStory(folder: string): DividedStory {
  const at = (name: string): string => path.join(folder, name);
  const entities = Array.from({ length: SERVICES }, (_, i): Entity[] => {
    const service = {
      tenant: 'default',
      kind: 'service',
      environment: 'prod',
      namespace: '',
      name: `service-${i}`,
    } as const;
    return i % 3 === 0 ? [service, { ...service, kind: 'endpoint', method: 'GET', route: '/items/{id}' }] : [service];
  }).flat();
  const series = entities.flatMap((entity) =>
    INDICATORS.map(([indicator, kind, unit]): SeriesIdentity => {
      return { entity, indicator, kind, unit, attributes: {}, step: MINUTE, version: 1 };
    })
  );
  const all = stored(series, entities, (i) => i);
  const partitions = new Set(all.series.map(partitionOfSeries));
  write(at('whole'), all, true);
  // The mirror hears of series in another order.
  write(
    at('mirror'),
    stored(series, entities, (i) => series.length - i),
    false
  );
  for (const partition of partitions) {
    const own = entities.filter((entity) => partitionOfEntity(entity, PARTITIONS) === partition);
    const ownSeries = series.filter(({ entity }) => own.includes(entity));
    write(
      partitionDirectory(at('partitions'), partition),
      stored(ownSeries, own, (i) => i),
      true
    );
  }
  return { whole: at('whole'), mirror: at('mirror'), partitions: at('partitions'), series: all.series };
}

interface Stored {
  readonly series: readonly StoredSeries[];
  readonly entities: readonly StoredEntity[];
}

function stored(
  series: readonly SeriesIdentity[],
  entities: readonly Entity[],
  ordinal: (i: number) => number
): Stored {
  return {
    series: series.map((identity, i) => ({
      ...{ ordinal: ordinal(i), id: seriesId(identity), entityId: entityId(identity.entity) },
      ...{ identity, firstStep: START },
    })),
    entities: entities.map((entity) => ({ id: entityId(entity), entity, firstSeen: START })),
  };
}

function write(directory: string, { series }: Stored, withResults: boolean): void {
  const storage: Storage = openEmbeddedStorage(directory);
  storage.addSeries(series);
  if (withResults) for (let i = 0; i < STEPS; i++) writeStep(storage, series, i);
  storage.close();
}

/** A step of every series: what it is depends on the series and the step alone, wherever it is written. */
function writeStep(storage: Storage, series: readonly StoredSeries[], i: number): void {
  const count = series.length;
  const verdicts = newVerdictBlock(count);
  const value = Float64Array.from(series, (one) => valueOf(one, i));
  for (const [k, one] of series.entries()) {
    const missing = Number.isNaN(value[k]);
    const isYoung = one.identity.entity.name.endsWith('7');
    verdicts.status[k] = missing ? NO_DATA : isYoung || i < 100 ? WARMING_UP : SCORED;
    verdicts.score[k] = i % 300 > 280 ? 0.9 : 0.1;
    verdicts.expected[k] = (value[k] as number) * 1.1;
    verdicts.lower[k] = 0;
    verdicts.upper[k] = (value[k] as number) * 2;
  }
  storage.write(
    {
      ...{ time: START + i * MINUTE, step: MINUTE, count, revision: 0, value },
      series: Uint32Array.from(series, ({ ordinal }) => ordinal),
      ...{ kind: new Uint8Array(count), weight: new Float64Array(count).fill(1), flags: new Uint8Array(count) },
    },
    verdicts
  );
}

function valueOf({ id, identity }: StoredSeries, i: number): number {
  const seed = Number.parseInt(id.slice(0, 6), 16);
  if ((seed + i) % 97 === 0) return Number.NaN;
  const wave = 2 + Math.sin((seed + i) / 50);
  if (identity.kind === 'count') return Math.round(wave * 600) / 60;
  return identity.kind === 'ratio' ? Math.max(0, wave - 2.5) / 10 : wave * 100;
}

import type { StoredSeries } from '../storage/ports.ts';
import { METRIC_NAME, type Label } from './label-set.ts';

/** Labels that every series has, as far as they are known of it. */
const OWN = [
  'service',
  'namespace',
  'environment',
  'kind',
  'method',
  'route',
  'indicator',
  'unit',
  'series_id',
] as const;

/** Labels that tell series of a metric from each other. */
export const METRIC_LABELS = ['bound', 'horizon'] as const;

/** Names that an attribute of a series cannot take. */
const RESERVED: ReadonlySet<string> = new Set([METRIC_NAME, ...OWN, ...METRIC_LABELS]);

/** The labels of a series but for those of the metric. The tenant is none: it comes from the credential. */
export function seriesLabels({ id, identity: { entity, indicator, unit, attributes } }: StoredSeries): Label[] {
  const own: Record<(typeof OWN)[number], string> = {
    service: entity.name,
    namespace: entity.namespace,
    environment: entity.environment,
    kind: entity.kind,
    method: entity.method ?? '',
    route: entity.route ?? '',
    indicator,
    unit,
    series_id: id,
  };
  return [...Object.entries(own), ...attributeLabels(attributes)];
}

/**
 * Attributes as labels: what a label name cannot have becomes `_`, names of Weir's own labels get the prefix
 * `attribute_`. Attributes that come to the same name share the label, their values joined by `;` in the order of their
 * keys, as the OpenTelemetry specification on Prometheus compatibility has it.
 */
function attributeLabels(attributes: Readonly<Record<string, string>>): Map<string, string> {
  const labels = new Map<string, string>();
  for (const key of Object.keys(attributes).sort()) {
    const name = labelName(key);
    const value = attributes[key] as string;
    const known = labels.get(name);
    labels.set(name, known === undefined ? value : `${known};${value}`);
  }
  return labels;
}

function labelName(key: string): string {
  const safe = key.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, 'key_');
  // Names with two underscores in front belong to Prometheus.
  return RESERVED.has(safe) || safe.startsWith('__') || safe === '' ? `attribute_${safe}` : safe;
}

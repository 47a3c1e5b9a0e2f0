import { quantityWriter } from '../core/quantity.ts';
import type { Entity, SeriesIdentity } from '../core/series.ts';

/** What the entity is called in a sentence: `checkout`, or `POST /orders of checkout`. */
export function nameOf(entity: Entity): string {
  if (entity.kind !== 'endpoint') return entity.name;
  return `${entity.method ?? ''} ${entity.route ?? ''} of ${entity.name}`.trim();
}

/** For example: "request_rate of checkout fell to 0/s, expected 12.4/s (8.1–18.9)". */
export function describeAnomaly(
  identity: SeriesIdentity,
  direction: 'up' | 'down',
  value: number,
  band: { readonly expected: number; readonly lower: number; readonly upper: number }
): string {
  const finite = [value, band.expected].filter((number) => Number.isFinite(number));
  const unit = identity.kind === 'ratio' ? '1' : identity.unit === '1' ? '' : identity.unit;
  const write = quantityWriter(unit, Math.max(...finite.map(Math.abs), 0));
  const verb = direction === 'up' ? 'rose to' : 'fell to';
  const head = `${identity.indicator} of ${nameOf(identity.entity)} ${verb} ${write.number(value)}${write.unit}`;
  if (Number.isNaN(band.expected)) return head;
  const tail = `, expected ${write.number(band.expected)}${write.unit}`;
  if (Number.isNaN(band.lower) || Number.isNaN(band.upper)) return head + tail;
  return `${head}${tail} (${write.number(band.lower)}–${write.number(band.upper)})`;
}

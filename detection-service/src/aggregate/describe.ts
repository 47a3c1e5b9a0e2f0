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
  const write = writerOf(identity);
  const verb = direction === 'up' ? 'rose to' : 'fell to';
  const head = `${identity.indicator} of ${nameOf(identity.entity)} ${verb} ${write.number(value)}${write.unit}`;
  if (Number.isNaN(band.expected)) return head;
  const tail = `, expected ${write.number(band.expected)}${write.unit}`;
  if (Number.isNaN(band.lower) || Number.isNaN(band.upper)) return head + tail;
  return `${head}${tail} (${write.number(band.lower)}–${write.number(band.upper)})`;
}

interface Writer {
  readonly number: (value: number) => string;
  readonly unit: string;
}

function writerOf(identity: SeriesIdentity): Writer {
  if (identity.kind === 'ratio') return { number: (value) => short(100 * value), unit: ' %' };
  if (identity.unit === '1/s') return { number: short, unit: '/s' };
  return { number: short, unit: identity.unit === '' || identity.unit === '1' ? '' : ` ${identity.unit}` };
}

/** Three significant digits, no exponent between a thousandth and a billion, no trailing zeros. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size < 1e-12) return '0';
  if (size < 1e-3 || size >= 1e9) return value.toExponential(1);
  if (size >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

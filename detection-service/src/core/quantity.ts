/** Writes numbers of one quantity so that a person can read them: the unit fits the largest of them. */
export interface QuantityWriter {
  readonly number: (value: number) => string;
  /** With the space that belongs before it; empty for a pure number. */
  readonly unit: string;
}

/** Rates below a tenth per second are told per minute, and those below a tenth per minute per hour. */
const RATES: readonly { readonly unit: string; readonly factor: number }[] = [
  { unit: '/s', factor: 1 },
  { unit: '/min', factor: 60 },
  { unit: '/h', factor: 3600 },
];
const READABLE = 0.1;

/**
 * How to write numbers of `unit` (UCUM, as in `SeriesIdentity`) up to `largest`: shares as per cent, rates per second,
 * minute or hour.
 *
 * @example quantityWriter('1/s', 0.004).number(0.004) // '0.24', its unit is '/min'
 */
export function quantityWriter(unit: string, largest: number): QuantityWriter {
  if (unit === '1') return { number: (value) => short(100 * value), unit: ' %' };
  if (unit === '1/s') {
    const rate = RATES.find(({ factor }) => Math.abs(largest) * factor >= READABLE) ?? RATES[RATES.length - 1];
    const { factor, unit: name } = largest === 0 || rate === undefined ? { factor: 1, unit: '/s' } : rate;
    return { number: (value) => short(factor * value), unit: name };
  }
  return { number: short, unit: unit === '' ? '' : ` ${unit}` };
}

/** Three significant digits, thousands set apart, no exponent between a thousandth and a billion, no trailing zeros. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return '–';
  if (size < 1e-12) return '0';
  if (size < 1e-3 || size >= 1e9) return value.toExponential(1);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

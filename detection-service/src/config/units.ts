import { WeirError } from '../core/errors.ts';
import { describeFound } from '../core/schema-errors.ts';
import { DAY, HOUR, MINUTE, SECOND, type Millis } from '../core/time.ts';

const DURATIONS: Readonly<Record<string, Millis>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };
const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** What a duration looks like: a number and one of `ms s m h d`. */
export const DURATION_PATTERN = '^[0-9]{1,12}(\\.[0-9]{1,3})?(ms|s|m|h|d)$';
/** What a size looks like: a number and `B`, a decimal unit (`kB` is 1,000) or a binary one (`KiB` is 1,024). */
export const SIZE_PATTERN = '^[0-9]{1,12}(\\.[0-9]{1,3})?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$';

/**
 * A duration such as `60s` or `35d` in whole milliseconds.
 * @throws {WeirError} `invalid_argument` that names `path`
 */
export function parseDuration(text: unknown, path: string): Millis {
  return parse(text, path, DURATION_PATTERN, DURATIONS, 'a duration such as 60s, 10m, 72h, 35d');
}

/**
 * A size such as `20GB` or `16MiB` in whole bytes.
 * @throws {WeirError} `invalid_argument` that names `path`
 */
export function parseSize(text: unknown, path: string): number {
  return parse(text, path, SIZE_PATTERN, SIZES, 'a size such as 20GB, 16MiB, 1KiB');
}

function parse(
  text: unknown,
  path: string,
  pattern: string,
  units: Readonly<Record<string, number>>,
  expected: string
): number {
  const found = typeof text === 'string' && new RegExp(pattern).test(text.trim()) ? text.trim() : undefined;
  const unit = units[found?.replace(/^[0-9.]+/, '') ?? ''];
  const value = unit === undefined ? Number.NaN : Math.round(Number.parseFloat(found as string) * unit);
  if (Number.isSafeInteger(value)) return value;
  const shown = describeFound(text);
  throw new WeirError('invalid_argument', `${path} must be ${expected}, found ${shown}.`, [
    { path, expected, found: shown },
  ]);
}

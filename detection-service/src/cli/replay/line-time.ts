import type { Millis } from '../../core/time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `[10/Oct/2000:13:55:36 -0700]` (Apache, nginx) and `[06/Feb/2009:12:14:14.655]` (HAProxy). */
const COMMON_LOG =
  /\[(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?(?: ([+-])(\d{2})(\d{2}))?\]/;
/** ISO 8601 and RFC 3339, with `T` or a space between. */
const ISO = /(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)(Z|[+-]\d{2}:?\d{2})?/;
/** A number of seconds or milliseconds under one of the names that JSON logs use. */
const EPOCH = /"(?:ts|time|timestamp|msec|start_time|StartUTC|@timestamp)"\s*:\s*"?(\d{13}(?!\d)|\d{9,10}(?:\.\d+)?)/;

/**
 * When a log line happened, in milliseconds, or `undefined` when it does not say. This only orders lines and finds how
 * dense a log is; what a line means is for the collector's receiver to say.
 */
export function lineTime(line: string): Millis | undefined {
  return commonLogTime(line) ?? isoTime(line) ?? epochTime(line);
}

function commonLogTime(line: string): Millis | undefined {
  const match = COMMON_LOG.exec(line);
  if (match === null) return undefined;
  const [, day, month, year, hour, minute, second, fraction, sign, zoneHours, zoneMinutes] = match;
  const zone = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * 60_000 * (sign === '-' ? -1 : 1);
  const time = Date.UTC(
    Number(year),
    MONTHS.indexOf(month ?? ''),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction ?? 0)
  );
  return valid(time - zone);
}

function isoTime(line: string): Millis | undefined {
  const match = ISO.exec(line);
  if (match === null) return undefined;
  return valid(Date.parse(`${match[1] ?? ''}T${(match[2] ?? '').replace(',', '.')}${match[3] ?? 'Z'}`));
}

function epochTime(line: string): Millis | undefined {
  const digits = EPOCH.exec(line)?.[1];
  if (digits === undefined) return undefined;
  return valid(digits.length === 13 ? Number(digits) : Math.floor(Number(digits) * 1000));
}

function valid(time: number): Millis | undefined {
  return Number.isFinite(time) ? time : undefined;
}

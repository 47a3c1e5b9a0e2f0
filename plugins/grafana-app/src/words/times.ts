import { dateTimeFormat, getTimeZone } from '@grafana/data';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const format = (at: number, pattern: string) => dateTimeFormat(at, { format: pattern, timeZone: getTimeZone() });
const dayNumber = (at: number) => Date.parse(`${format(at, 'YYYY-MM-DD')}T00:00:00Z`) / DAY;

/** "13:10" today, "yesterday 14:02", "Mon 14:02" within six days, then "3 Nov 14:02"; days ahead likewise. */
export function moment(at: number, now = Date.now()): string {
  const clock = format(at, 'HH:mm');
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) {
    return clock;
  }
  if (days === 1 || days === -1) {
    return `${days === 1 ? 'yesterday' : 'tomorrow'} ${clock}`;
  }
  if (Math.abs(days) <= 6) {
    return `${format(at, 'ddd')} ${clock}`;
  }
  return format(at, format(at, 'YYYY') === format(now, 'YYYY') ? 'D MMM HH:mm' : 'D MMM YYYY HH:mm');
}

/** A length of time in at most two units: "29 min", "1 h 50 min", "3 days". */
export function span(length: number): string {
  if (length < MINUTE) {
    return `${Math.max(0, Math.round(length / 1000))} s`;
  }
  const minutes = Math.round(length / MINUTE);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  if (length < 2 * DAY) {
    return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  }
  return `${Math.round(length / DAY)} days`;
}

/** "since 13:10 (1 h 50 min)", or "yesterday 14:02–14:31 (29 min)". */
export function during(start: number, end: number | null, now = Date.now()): string {
  if (end === null) {
    return `since ${moment(start, now)} (${span(Math.max(0, now - start))})`;
  }
  const until = dayNumber(start) === dayNumber(end) ? format(end, 'HH:mm') : moment(end, now);
  return `${moment(start, now)}–${until} (${span(end - start)})`;
}

/** "today 16:00–17:00", "tomorrow 09:00–10:00", "2 Dec 09:00–9 Dec 09:00". */
export function ahead(from: number, to: number, now = Date.now()): string {
  const start = dayNumber(from) === dayNumber(now) ? `today ${format(from, 'HH:mm')}` : moment(from, now);
  return `${start}–${dayNumber(from) === dayNumber(to) ? format(to, 'HH:mm') : moment(to, now)}`;
}

/** With seconds, for timelines. */
export const precise = (at: number) => format(at, 'HH:mm:ss');

/** For tooltips. */
export const iso = (at: number) => new Date(at).toISOString();

/** "8 s ago". */
export const ago = (at: number, now = Date.now()) => `${span(Math.max(0, now - at))} ago`;

/** How long after another: "+0:40", "+1:02:05". */
export function offset(length: number): string {
  const seconds = Math.max(0, Math.round(length / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, minutes, rest] = parts.map((part) => String(part).padStart(2, '0'));
  return parts[0] > 0 ? `+${parts[0]}:${minutes}:${rest}` : `+${Number(hours) * 60 + Number(minutes)}:${rest}`;
}

/** How long something has been so. */
export const since = (at: number, now = Date.now()) => Math.max(0, now - at);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A length of time with at most two units: `50 s`, `29 min`, `1 h 50 min`, `2 d 3 h`. */
export function duration(ms: number): string {
  if (ms < 0) return '0 s';
  if (ms < MINUTE) return `${Math.round(ms / 1000)} s`;
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (ms < DAY) return pair(Math.round(ms / MINUTE), 60, 'h', 'min');
  return pair(Math.round(ms / HOUR), 24, 'd', 'h');
}

/** `13:10`, in the zone of the browser. */
export function clock(time: number): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `14:02:10`: seconds only where a timeline needs them. */
export function clockWithSeconds(time: number): string {
  return `${clock(time)}:${two(new Date(time).getSeconds())}`;
}

/** `3 Nov`, with the year when it is not that of `now`. */
export function day(time: number, now: number): string {
  const date = new Date(time);
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${MONTHS[date.getMonth()]}${year}`;
}

/** `13:10` today, `yesterday 14:02`, `Mon 14:02` within six days, then `3 Nov 14:02`. */
export function moment(time: number, now: number): string {
  return join(dayWord(time, now), clock(time));
}

/** `today 13:10`, `yesterday 14:02`, …: as {@link moment}, but never without a day. */
export function dayAndClock(time: number, now: number): string {
  return join(dayWord(time, now) || 'today', clock(time));
}

/** `since 13:10 (1 h 50 min)` while it goes on, `14:02–14:31 (29 min)` when it is over. */
export function span(start: number, end: number | null, now: number): string {
  if (end === null) return `since ${moment(start, now)} (${duration(now - start)})`;
  const until = daysApart(start, end) === 0 ? clock(end) : moment(end, now);
  return `${moment(start, now)}–${until} (${duration(end - start)})`;
}

/** A span that comes: `today 16:00–17:00`, `tomorrow 09:00–10:00`, `2–9 Dec`. */
export function coming(from: number, to: number, now: number): string {
  if (daysApart(from, to - 1) === 0) return `${dayWord(from, now) || 'today'} ${clock(from)}–${clock(to)}`;
  const first = new Date(from);
  const last = new Date(to - 1);
  const sameMonth = first.getMonth() === last.getMonth();
  return sameMonth ? `${first.getDate()}–${day(to - 1, now)}` : `${day(from, now)}–${day(to - 1, now)}`;
}

/** ISO time for tooltips. */
export function iso(time: number): string {
  return new Date(time).toISOString();
}

function dayWord(time: number, now: number): string {
  const apart = daysApart(time, now);
  if (apart === 0) return '';
  if (apart === 1) return 'yesterday';
  if (apart === -1) return 'tomorrow';
  if (Math.abs(apart) <= 6) return WEEKDAYS[new Date(time).getDay()] ?? '';
  return day(time, now);
}

/** Midnights between two times: positive when the first is the earlier one. */
function daysApart(time: number, other: number): number {
  return Math.round((midnight(other) - midnight(time)) / DAY);
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

function pair(smallUnits: number, perLarge: number, large: string, small: string): string {
  const rest = smallUnits % perLarge;
  const head = `${Math.floor(smallUnits / perLarge)} ${large}`;
  return rest === 0 ? head : `${head} ${rest} ${small}`;
}

function join(word: string, rest: string): string {
  return word === '' ? rest : `${word} ${rest}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

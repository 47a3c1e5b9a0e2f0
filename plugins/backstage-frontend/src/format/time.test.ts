import { coming, day, dayAndClock, duration, moment, span } from './time';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// Wed 18 Nov 2026, 15:00 in whatever zone the test runs.
const now = new Date(2026, 10, 18, 15, 0).getTime();
const at = (dayOfMonth: number, hours: number, minutes = 0) => new Date(2026, 10, dayOfMonth, hours, minutes).getTime();

describe('times as people read them', () => {
  it('names the day only as far as it is needed', () => {
    expect(moment(at(18, 13, 10), now)).toBe('13:10');
    expect(dayAndClock(at(18, 13, 10), now)).toBe('today 13:10');
    expect(moment(at(17, 14, 2), now)).toBe('yesterday 14:02');
    expect(moment(at(16, 14, 2), now)).toBe('Mon 14:02');
    expect(moment(at(3, 14, 2), now)).toBe('3 Nov 14:02');
    expect(day(new Date(2025, 8, 2).getTime(), now)).toBe('2 Sep 2025');
  });

  it('says since when, or from when until when', () => {
    expect(span(at(18, 13, 10), null, now)).toBe('since 13:10 (1 h 50 min)');
    expect(span(at(17, 14, 2), at(17, 14, 31), now)).toBe('yesterday 14:02–14:31 (29 min)');
    expect(span(at(17, 23, 0), at(18, 1, 0), now)).toBe('yesterday 23:00–01:00 (2 h)');
  });

  it('says what comes', () => {
    expect(coming(at(18, 16), at(18, 17), now)).toBe('today 16:00–17:00');
    expect(coming(at(19, 9), at(19, 10), now)).toBe('tomorrow 09:00–10:00');
    expect(coming(new Date(2026, 11, 2).getTime(), new Date(2026, 11, 10).getTime(), now)).toBe('2–9 Dec');
  });

  it.each([
    [50_000, '50 s'],
    [29 * 60_000, '29 min'],
    [110 * 60_000, '1 h 50 min'],
    [2 * HOUR, '2 h'],
    [2 * DAY + 3 * HOUR, '2 d 3 h'],
    [-5, '0 s'],
  ])('%p ms is %s', (ms, words) => expect(duration(ms)).toBe(words));
});

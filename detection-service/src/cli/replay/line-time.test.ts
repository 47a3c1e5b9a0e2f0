import { describe, expect, it } from 'vitest';
import { lineTime } from './line-time.ts';

describe('the time of a log line', () => {
  it.each([
    ['127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326', '2000-10-10T20:55:36Z'],
    ['10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200', '2009-02-06T12:14:14.655Z'],
    ['{"time":"2024-05-01T10:00:00+02:00","status":200}', '2024-05-01T08:00:00Z'],
    ['[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204', '2016-04-15T20:17:00.310Z'],
    ['{"level":"info","ts":1646861401.5241024,"status":200}', '2022-03-09T21:30:01.524Z'],
    ['{"msec":"1646861401.524"}', '2022-03-09T21:30:01.524Z'],
    ['{"timestamp": 1646861401524}', '2022-03-09T21:30:01.524Z'],
  ])('%s', (line, expected) => {
    expect(lineTime(line)).toBe(Date.parse(expected));
  });
  it.each(['', 'no time here', '[99/Foo/2000:99:99:99 +0000]x'])('is unknown in %j', (line) => {
    expect(lineTime(line)).toSatisfy((time) => time === undefined || Number.isFinite(time));
  });
});

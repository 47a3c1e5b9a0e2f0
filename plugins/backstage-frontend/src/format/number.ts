/** A score or the end of a range, 0 to 100, whole and without a unit. */
export function score(value: number): string {
  return String(Math.round(value));
}

/** Points of a rating: one decimal, because lines of a rating must be seen to sum. */
export function points(value: number): string {
  return value.toFixed(1);
}

/** A time an answer takes, from milliseconds: `478 ms`, from ten seconds on `12.4 s`. */
export function latency(ms: number): string {
  if (Math.abs(ms) >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.abs(ms) >= 10 ? Math.round(ms) : significant(ms)} ms`;
}

/** A share 0 to 1 as `38 %`, `0.3 %` (two significant digits below 10 %) or `< 0.01 %`. */
export function ratio(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  return `${Math.abs(percent) >= 10 ? Math.round(percent) : significant(percent)} %`;
}

/** Calls per second: `142 req/s`, below one a second `24 req/min`. */
export function rate(perSecond: number): string {
  if (perSecond === 0) return '0 req/s';
  if (Math.abs(perSecond) < 1) {
    const perMinute = perSecond * 60;
    return `${Math.abs(perMinute) >= 10 ? Math.round(perMinute) : significant(perMinute)} req/min`;
  }
  return `${Math.abs(perSecond) >= 10 ? thousands(Math.round(perSecond)) : significant(perSecond)} req/s`;
}

/** A count with a comma between thousands: `5,214`. */
export function count(value: number): string {
  return thousands(Math.round(value));
}

/** `1 service`, `2 services`: the noun is given in the singular, an irregular plural with it. */
export function countOf(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** A value of a series in the unit that people read, by the `kind` and `unit` of the series. */
export function quantity(value: number, series: { kind: string; unit: string }): string {
  if (series.kind === 'latency') return latency(value);
  if (series.kind === 'ratio') return ratio(value);
  if (series.kind === 'count') return rate(value);
  const number = Math.abs(value) >= 100 ? thousands(Math.round(value)) : significant(value, 3);
  return series.unit && series.unit !== '1' ? `${number} ${series.unit}` : number;
}

/** `p95 latency`, `error ratio`: an indicator as people say it. */
export function indicatorName(indicator: string): string {
  const quantile = /^latency_(p\d+)$/.exec(indicator);
  if (quantile) return `${quantile[1]} latency`;
  return indicator.replaceAll('_', ' ');
}

function significant(value: number, digits = 2): string {
  return String(Number(value.toPrecision(digits)));
}

function thousands(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}

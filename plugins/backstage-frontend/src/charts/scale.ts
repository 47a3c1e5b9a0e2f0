/** A linear map from values to pixels. */
export interface Scale {
  /** The pixel of a value. */
  (value: number): number;
  /** The value of a pixel. */
  invert(pixel: number): number;
}

/** Maps `[from, to]` to `[start, end]`; an empty domain maps to the middle. */
export function linear(from: number, to: number, start: number, end: number): Scale {
  const width = to - from;
  const scale = ((value: number) =>
    width === 0 ? (start + end) / 2 : start + ((value - from) / width) * (end - start)) as Scale;
  scale.invert = (pixel) => (end === start ? from : from + ((pixel - start) / (end - start)) * width);
  return scale;
}

/** Round numbers that span `[from, to]`: steps of 1, 2, 2.5 or 5 times a power of ten, about `wanted` of them. */
export function valueTicks(from: number, to: number, wanted = 4): number[] {
  if (!(to > from) || !Number.isFinite(to - from)) return [from];
  const raw = (to - from) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? raw;
  const ticks: number[] = [];
  for (let index = Math.ceil(from / step); index * step <= to + step * 1e-9; index += 1) {
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 7200, 14_400, 43_200].map((m) => m * MINUTE);

/** Times at round hours or midnights of the browser's zone, at most `most` of them. */
export function timeTicks(from: number, to: number, most = 6): { times: number[]; step: number } {
  const step = TIME_STEPS.find((size) => (to - from) / size <= most) ?? 60 * DAY;
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const times: number[] = [];
  for (let time = Math.ceil((from - offset) / step) * step + offset; time <= to; time += step) times.push(time);
  return { times, step };
}

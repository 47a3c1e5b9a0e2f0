/** How far two numbers may be from each other, of the larger one: sums depend on the order of the series. */
const TOLERANCE = 1e-9;

/** What the API of Prometheus answers, as far as it is compared. */
export interface PrometheusAnswer {
  readonly status: 'success' | 'error';
  readonly data?: { readonly resultType: string; readonly result: unknown };
  readonly errorType?: string;
  readonly error?: string;
}

type Point = readonly [time: number, value: string];
interface Element {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly values?: readonly Point[];
}

/** Where two answers differ, in words; empty when they say the same. `ordered`: the order of elements counts. */
export function differences(weir: PrometheusAnswer, prometheus: PrometheusAnswer, ordered: boolean): string[] {
  const [a, b] = [weir.data, prometheus.data];
  if (a === undefined || b === undefined || a.resultType !== b.resultType) {
    return [`Weir: ${JSON.stringify(weir).slice(0, 300)} Prometheus: ${JSON.stringify(prometheus).slice(0, 300)}`];
  }
  if (a.resultType === 'scalar' || a.resultType === 'string')
    return pointDifference('', a.result as Point, b.result as Point);
  const [mine, theirs] = [a.result as Element[], b.result as Element[]];
  if (mine.length !== theirs.length) {
    const keys = new Set(theirs.map(keyOf));
    const more = mine.map(keyOf).filter((key) => !keys.has(key));
    return [`${mine.length} elements, ${theirs.length} in Prometheus; only in Weir: ${more.slice(0, 3).join(' ')}`];
  }
  const byKey = new Map(theirs.map((element) => [keyOf(element), element]));
  const found = mine.flatMap((element) => elementDifferences(element, byKey.get(keyOf(element))));
  if (ordered && String(mine.map(valueOf)) !== String(theirs.map(valueOf))) found.push('the order differs');
  return found;
}

/** How many numbers an answer holds. */
export function numbersIn({ data }: PrometheusAnswer): number {
  if (data === undefined) return 0;
  if (data.resultType === 'scalar') return 1;
  return (data.result as Element[]).reduce((sum, { values }) => sum + (values?.length ?? 1), 0);
}

function keyOf({ metric }: Element): string {
  return JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function valueOf({ value }: Element): string {
  return value?.[1] ?? '';
}

function elementDifferences(mine: Element, theirs: Element | undefined): string[] {
  const key = keyOf(mine);
  if (theirs === undefined) return [`only in Weir: ${key}`];
  const [a, b] = [mine, theirs].map(({ value, values }) => values ?? (value === undefined ? [] : [value]));
  if (a?.length !== b?.length) {
    const times = new Set(b?.map(([time]) => time));
    return [`${key}: ${a?.length} points, ${b?.length} in Prometheus; ${a?.find(([time]) => !times.has(time))?.[0]}`];
  }
  return (a ?? []).flatMap((point, i) => pointDifference(key, point, b?.[i] as Point)).slice(0, 3);
}

function pointDifference(key: string, [time, value]: Point, [otherTime, other]: Point): string[] {
  if (time === otherTime && same(value, other)) return [];
  return [`${key}: ${value} at ${time}, in Prometheus ${other} at ${otherTime}`];
}

function same(a: string, b: string): boolean {
  if (a === b) return true;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= TOLERANCE * Math.max(Math.abs(x), Math.abs(y));
}

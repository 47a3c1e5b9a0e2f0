import type {
  AttributesInput,
  BucketsInput,
  ExponentialPointInput,
  HistogramPointInput,
  MetricInput,
  NumberPointInput,
  ResourceInput,
  Temporality,
} from '../otlp-writer.ts';

/** A metrics request of all kinds of metrics that the decoder takes whole. */
export function randomRequest(random: () => number): ResourceInput[] {
  const whole = (below: number): number => Math.floor(random() * below);
  const some = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: whole(most + 1) }, (_, i) => make(i));
  const time = (): number => 1_700_000_000_000 + whole(1e9);

  const attributes = (): AttributesInput => {
    const values = [
      () => `value ${whole(1e6)}`,
      () => 'ü€😀'.repeat(whole(60)),
      () => '',
      () => random() < 0.5,
      () => whole(1e9) - 5e8,
      () => -(2n ** 63n) + BigInt(whole(1e9)),
      () => random(),
      () => ({ double: whole(10) }),
      () => Uint8Array.from(some(9, () => whole(256))),
      () => ['a', 1, true, { list: { deep: [1.5], __proto__x: 'y' } }],
      () => ({ list: { a: 'b"c', n: 1n } }),
    ];
    return Object.fromEntries(
      some(7, (i) => [`key${i}.${whole(3)}`, (values[whole(values.length)] as () => string)()])
    );
  };
  const head = (): { attributes: AttributesInput; start: number; time: number } => ({
    attributes: attributes(),
    start: random() < 0.3 ? 0 : time(),
    time: time() + whole(10) / 10,
  });
  const numberPoint = (): NumberPointInput => {
    const point = head();
    const dice = random();
    if (dice < 0.1) return { ...point, noRecordedValue: true };
    if (dice < 0.5) return { ...point, value: BigInt(whole(2 ** 40)) - 2n ** 39n };
    return { ...point, value: dice < 0.55 ? NaN : (random() - 0.5) * 10 ** whole(300) };
  };
  const histogramPoint = (): HistogramPointInput => {
    const bounds = some(12, () => random() * 100).sort((a, b) => a - b);
    const counts = bounds.length === 0 && random() < 0.5 ? [] : [...bounds, 0].map(() => whole(2 ** whole(40)));
    const count = counts.length === 0 ? whole(50) : counts.reduce((a, b) => a + b, 0);
    return { ...head(), count, bounds, counts, ...(random() < 0.8 ? { sum: random() * 1e4 } : {}) };
  };
  const buckets = (): BucketsInput => ({ offset: whole(200) - 100, counts: some(60, () => whole(2 ** whole(45))) });
  const exponentialPoint = (): ExponentialPointInput => {
    const positive = buckets();
    const negative = buckets();
    const zeroCount = whole(3);
    const count = [...positive.counts, ...negative.counts].reduce((a, b) => a + b, zeroCount);
    return { ...head(), count, sum: random(), scale: whole(18) + 3, zeroCount, positive, negative };
  };
  const temporality = (): Temporality => (random() < 0.5 ? 'delta' : 'cumulative');
  const metric = (): MetricInput => {
    const name = {
      name: `metric.${whole(1e6)}`,
      unit: random() < 0.2 ? '' : `unit${whole(9)}`,
      description: 'x'.repeat(whole(200)),
    };
    const makers: (() => MetricInput)[] = [
      () => ({ ...name, gauge: some(6, numberPoint) }),
      () => ({ ...name, sum: some(6, numberPoint), temporality: temporality(), monotonic: random() < 0.7 }),
      () => ({ ...name, histogram: some(5, histogramPoint), temporality: temporality() }),
      () => ({ ...name, exponential: some(4, exponentialPoint), temporality: temporality() }),
    ];
    return (makers[whole(makers.length)] as () => MetricInput)();
  };
  return some(4, () => ({
    attributes: attributes(),
    scopes: some(3, () => ({
      name: random() < 0.2 ? '' : `scope ${whole(100)}`,
      version: '1',
      metrics: some(4, metric),
    })),
  }));
}

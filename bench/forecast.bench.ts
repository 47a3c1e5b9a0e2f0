import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import { choose } from '@weir/detection-service/forecast/choice/choose.ts';
import type { ForecasterDefinition, Prediction } from '@weir/detection-service/forecast/forecaster.ts';
import { loadMstl, mstl } from '@weir/detection-service/forecast/mstl.ts';
import { forecasters } from '@weir/detection-service/forecast/registry.ts';
import { seasonalNaive } from '@weir/detection-service/forecast/seasonal-naive.ts';
import type { Bench } from './bench.ts';

/**
 * The next 24 hours of simulated services at five minutes, from three weeks: error and intervals of what the service
 * would say, against MSTL as it comes and against "yesterday repeats". Days are sums of few waves, which favours smooth
 * models; noise is multiplicative with some memory, weekends are lower, and each history has an outage and a spike.
 */
const SERIES = Number(process.env['WEIR_BENCH_FORECASTS'] ?? 24);
const DAY = 288;
const WEEK = 7 * DAY;
const PAST = 3 * WEEK;
const OPERATIONS = 5e9;

/** What a forecaster came to over all series. */
interface Score {
  error: number;
  inside: number;
  cpu: number;
}

export const bench: Bench = {
  name: 'forecast',
  summary: 'the next 24 hours of a series, error and intervals',
  async run(say) {
    const wasm = createRequire(import.meta.url)
      .resolve('@bsull/augurs/mstl')
      .replace(/\.js$/, '_bg.wasm');
    await loadMstl(readFileSync(wasm));
    const all = [...forecasters] as readonly ForecasterDefinition[];
    const chosen = (history: Float64Array): Prediction | undefined => {
      const choice = choose(historyOf(history), DAY, { forecasters: all, operations: OPERATIONS });
      return choice.status === 'made' ? choice.prediction : undefined;
    };
    const alone =
      (definition: ForecasterDefinition) =>
      (history: Float64Array): Prediction | undefined => {
        const made = definition.fit(historyOf(history), { random: seededRandom(1), spend: () => undefined });
        return made.status === 'fitted' ? made.model.forecast(DAY) : undefined;
      };
    const ours = score(chosen, (n) => say(`Weir, ${n} of ${SERIES}`));
    const theirs = score(alone(mstl), (n) => say(`MSTL, ${n} of ${SERIES}`));
    const naive = score(alone(seasonalNaive), () => undefined);
    return {
      bench: 'forecast',
      what: `24 hours at five minutes of ${SERIES} simulated services from three weeks with an outage and a spike; the contest of all forecasters on past days included`,
      peer: 'MSTL with AutoETS of @bsull/augurs 0.10.2 on means of 15 minutes, its own intervals; and the seasonal naive forecast (yesterday repeats)',
      ratios: [
        { name: 'mean absolute error against MSTL', value: ours.error / theirs.error, unit: '×' },
        { name: 'mean absolute error against seasonal naive', value: ours.error / naive.error, unit: '×' },
      ],
      figures: [
        {
          name: 'inside the 95 % interval',
          value: 100 * ours.inside,
          unit: '%',
          target: { kind: 'at least', gate: 92 },
        },
        { name: 'inside the 95 % interval, MSTL', value: 100 * theirs.inside, unit: '%' },
        { name: 'inside the 95 % interval, seasonal naive', value: 100 * naive.inside, unit: '%' },
        { name: 'CPU a forecast with its contest', value: ours.cpu, unit: 'ms' },
        { name: 'CPU a forecast, MSTL alone', value: theirs.cpu, unit: 'ms' },
      ],
    };
  },
};

const historyOf = (values: Float64Array) => ({ values, seasons: [DAY, WEEK], floor: 0 });

function score(forecast: (history: Float64Array) => Prediction | undefined, say: (n: number) => void): Score {
  const total: Score = { error: 0, inside: 0, cpu: 0 };
  for (let i = 0; i < SERIES; i++) {
    say(i + 1);
    const values = service(i + 1);
    const before = process.cpuUsage();
    const said = forecast(values.subarray(0, PAST));
    const { user, system } = process.cpuUsage(before);
    total.cpu += (user + system) / 1_000 / SERIES;
    if (said === undefined) throw new Error(`series ${i} was withheld`);
    const came = values.subarray(PAST);
    const level = came.reduce((sum, value) => sum + value, 0) / DAY;
    came.forEach((value, at) => {
      const inside = value >= (said.lower95[at] as number) && value <= (said.upper95[at] as number);
      total.error += Math.abs(value - (said.point[at] as number)) / level / DAY / SERIES;
      total.inside += (inside ? 1 : 0) / DAY / SERIES;
    });
  }
  return total;
}

/** Three weeks and a day of a service that nobody has. The next day is another weekday for each. */
function service(seed: number): Float64Array {
  const random = seededRandom(seed);
  const [peak, depth, weekend, noise] = [
    random() * DAY,
    0.3 + 0.5 * random(),
    0.5 + 0.4 * random(),
    0.03 + 0.1 * random(),
  ];
  const outage = WEEK + Math.floor(random() * WEEK);
  const spike = Math.floor(random() * PAST);
  let memory = 0;
  return Float64Array.from({ length: PAST + DAY }, (_, t) => {
    const angle = (2 * Math.PI * (t - peak)) / DAY;
    const shape = 1 + depth * Math.cos(angle) + 0.3 * depth * Math.cos(2 * angle + seed);
    const isWeekend = (Math.floor(t / DAY) + seed) % 7 >= 5;
    memory = 0.7 * memory + noise * (random() + random() + random() - 1.5);
    const value = 100 * Math.max(0.05, shape) * (isWeekend ? weekend : 1) * Math.exp(memory);
    if (t >= outage && t < outage + 8) return 0;
    return t === spike ? 4 * value : value;
  });
}

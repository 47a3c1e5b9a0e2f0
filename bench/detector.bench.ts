import { SERIES_KINDS } from '@weir/detection-service/core/series.ts';
import type { StepBlock } from '@weir/detection-service/core/step-block.ts';
import { newVerdictBlock } from '@weir/detection-service/core/verdict.ts';
import { seededRandom } from '@weir/detection-service/core/random.ts';
import type { Bench } from './bench.ts';
import { DETECTOR_ID, defaultDetector } from './default-detector.ts';
import { EwmaPeer } from './detector/ewma-peer.ts';

/**
 * What the default detector takes to judge and learn a sample, with state for 100,000 series of mixed kinds that lies
 * outside every cache, and how many bytes that state has. In-process and single-threaded; the peer is the least that
 * could be called a detector and sees the same blocks.
 */
const SERIES = Number(process.env['WEIR_BENCH_SERIES'] ?? 100_000);
const STEPS = Number(process.env['WEIR_BENCH_STEPS'] ?? 60);
/** Steps until the code is compiled and the state has its size; they do not count. */
const FIRST_STEPS = 5;
const STEP = 60_000;
/** Shares of the kinds, in the order of `SERIES_KINDS`: services have more latencies and gauges than anything else. */
const SHARES = [0.25, 0.15, 0.3, 0.3];

export const bench: Bench = {
  name: 'detector',
  summary: 'judging and learning a sample',
  run(say) {
    const detector = defaultDetector();
    const peer = new EwmaPeer(SERIES);
    const blocks = new Blocks();
    const verdicts = newVerdictBlock(SERIES);
    const mask = new Uint8Array(SERIES).fill(1);
    let ours = 0;
    let theirs = 0;
    for (let step = 0; step < STEPS; step++) {
      say(`step ${step + 1} of ${STEPS}`);
      const block = blocks.at(step);
      const measured = step >= FIRST_STEPS ? 1 : 0;
      ours +=
        measured *
        cpuOf(() => {
          detector.score(block, verdicts);
          detector.learn(block, mask);
        });
      theirs +=
        measured *
        cpuOf(() => {
          peer.score(block, verdicts);
          peer.learn(block);
        });
    }
    const state = Object.values(detector.snapshot().columns).reduce((sum, column) => sum + column.byteLength, 0);
    const samples = (STEPS - FIRST_STEPS) * SERIES;
    return Promise.resolve({
      bench: 'detector',
      what: `${DETECTOR_ID}, ${SERIES.toLocaleString('en')} series of mixed kinds, ${STEPS} steps of a minute`,
      peer: 'an exponentially weighted mean and variance with a z-score, in typed arrays, over the same blocks',
      ratios: [{ name: 'time per sample', value: ours / theirs, unit: '× peer' }],
      figures: [
        { name: 'time per sample', value: (ours * 1000) / samples, unit: 'ns' },
        { name: 'time per sample, peer', value: (theirs * 1000) / samples, unit: 'ns' },
        { name: 'state', value: state / SERIES, unit: 'bytes/series' },
        { name: 'state, peer', value: peer.bytes / SERIES, unit: 'bytes/series' },
      ],
    });
  },
};

/** Processor time in microseconds. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Steps of all series: a level of its own each, an hour's wave, noise; ratios in whole errors. */
class Blocks {
  readonly #random = seededRandom(2);
  readonly #kind = Uint8Array.from({ length: SERIES }, () => this.#draw());
  readonly #level = Float64Array.from({ length: SERIES }, () => 5 + 100 * this.#random());

  at(step: number): StepBlock {
    const value = new Float64Array(SERIES);
    const weight = new Float64Array(SERIES);
    for (let i = 0; i < SERIES; i++) {
      const kind = SERIES_KINDS[this.#kind[i] as number];
      const level = this.#level[i] as number;
      weight[i] = kind === 'gauge' ? 1 : Math.round(level * 60);
      const wave = level * (1 + 0.1 * Math.sin((step + i) / 10) + 0.1 * (this.#random() - 0.5));
      value[i] = kind === 'ratio' ? Math.floor(4 * this.#random()) / (weight[i] as number) : wave;
    }
    const series = Uint32Array.from({ length: SERIES }, (_, i) => i);
    const flags = new Uint8Array(SERIES);
    return {
      time: Date.UTC(2026, 2, 2) + step * STEP,
      step: STEP,
      count: SERIES,
      series,
      kind: this.#kind,
      value,
      weight,
      flags,
      revision: 0,
    };
  }

  #draw(): number {
    let left = this.#random();
    for (const [kind, share] of SHARES.entries()) if ((left -= share) < 0) return kind;
    return 0;
  }
}

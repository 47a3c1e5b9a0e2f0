import type { Aggregate } from './aggregate/aggregate.ts';
import type { StepBlock } from './core/step-block.ts';
import { UNCOVERED } from './core/step-block.ts';
import { newVerdictBlock, type VerdictBlock } from './core/verdict.ts';
import type { Detector } from './detect/detector.ts';
import { judgeRevised } from './detect/revised.ts';
import type { MetricPoints } from './ingest/metric-points.ts';
import type { LogEntry } from './log/log.ts';
import type { IngestCounts, Preprocess, PreprocessOutput } from './preprocess/preprocess.ts';
import type { Snapshot, Storage, StoredSeries } from './storage/ports.ts';

/** The stages in their order, and where their results go. */
export interface Stages {
  readonly preprocess: Preprocess;
  readonly detector: Detector;
  readonly aggregate: Aggregate;
  readonly storage: Storage;
}

/** What the pipeline has done since it was made; for the service's own metrics. */
export interface PipelineCounts {
  steps: number;
  verdicts: number;
  revised: number;
  series: number;
  anomaliesChanged: number;
  problemsChanged: number;
}

/**
 * The order of the stages: log entry → preprocess → detect → aggregate → storage. A deterministic function of the
 * entries: no clock, no randomness, no waiting. One code runs live, in a replay and in a benchmark.
 */
export class Pipeline {
  readonly counts: PipelineCounts = {
    steps: 0,
    verdicts: 0,
    revised: 0,
    series: 0,
    anomaliesChanged: 0,
    problemsChanged: 0,
  };
  readonly #stages: Stages;
  readonly #output: PreprocessOutput;
  #verdicts: VerdictBlock = newVerdictBlock(1024);
  #mask = new Uint8Array(1024);

  constructor(stages: Stages) {
    this.#stages = stages;
    this.#output = {
      series: (added) => {
        stages.storage.addSeries(added);
        this.counts.series += added.length;
      },
      block: (block) => this.#judge(block),
      stepStates: (states) => stages.storage.putStepStates(states),
    };
  }

  /** Applies the next entry of the log. `points` are the decoded payload of a `metrics` entry. */
  apply(entry: LogEntry, points: MetricPoints | undefined): IngestCounts | undefined {
    const { preprocess } = this.#stages;
    if (points !== undefined) {
      return preprocess.metrics(entry.offset, entry.appendTime, entry.tenant, points, this.#output);
    }
    if (entry.kind === 'tick') preprocess.tick(entry.offset, entry.appendTime, this.#output);
    else preprocess.started(entry.offset, entry.appendTime);
    return undefined;
  }

  /** The state of all stages after the entry before `offset`. */
  snapshot(offset: number): Snapshot {
    const { preprocess, detector, aggregate } = this.#stages;
    return {
      offset,
      stages: { preprocess: preprocess.snapshot(), detect: detector.snapshot(), aggregate: aggregate.snapshot() },
    };
  }

  #judge(block: StepBlock): void {
    const { detector, aggregate, storage } = this.#stages;
    this.#reserve(block.count);
    const verdicts = this.#verdicts;
    if (block.revision === 0) {
      detector.score(block, verdicts);
      detector.learn(block, this.#learnMask(block));
      this.counts.steps++;
      this.counts.verdicts += block.count;
    } else {
      this.#judgeLate(block, verdicts);
      this.counts.revised += block.count;
    }
    storage.write(block, verdicts);
    const changed = aggregate.step(block, verdicts, this.#series);
    if (changed.anomalies.length > 0) storage.putAnomalies(changed.anomalies);
    if (changed.problems.length > 0) storage.putProblems(changed.problems);
    this.counts.anomaliesChanged += changed.anomalies.length;
    this.counts.problemsChanged += changed.problems.length;
  }

  /** A late sample is judged against what was expected of its step then; it is learned at the next rebuild. */
  #judgeLate(block: StepBlock, verdicts: VerdictBlock): void {
    const stored = newVerdictBlock(block.count);
    for (let i = 0; i < block.count; i++) {
      const series = this.#series(block.series[i] as number);
      const then = this.#stages.storage.read(series, block.time, block.time + block.step);
      if (then.time.length === 0) continue;
      stored.status[i] = then.status[0] as number;
      stored.expected[i] = then.expected[0] as number;
      stored.lower[i] = then.lower[0] as number;
      stored.upper[i] = then.upper[0] as number;
    }
    judgeRevised(block, stored, verdicts);
  }

  #learnMask(block: StepBlock): Uint8Array {
    for (let i = 0; i < block.count; i++) this.#mask[i] = ((block.flags[i] as number) & UNCOVERED) === 0 ? 1 : 0;
    return this.#mask;
  }

  readonly #series = (ordinal: number): StoredSeries => {
    const series = this.#stages.storage.seriesByOrdinal(ordinal);
    if (series === undefined) throw new Error(`series ${ordinal} was judged before it was added`);
    return series;
  };

  #reserve(count: number): void {
    if (count <= this.#mask.length) return;
    const capacity = 2 ** Math.ceil(Math.log2(count));
    this.#verdicts = newVerdictBlock(capacity);
    this.#mask = new Uint8Array(capacity);
  }
}

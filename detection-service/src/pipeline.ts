import type { ToldAnomaly } from './aggregate/anomaly.ts';
import type { AnomalyStage } from './aggregate/anomaly-stage.ts';
import type { StepBlock } from './core/step-block.ts';
import { UNCOVERED } from './core/step-block.ts';
import { newVerdictBlock, type VerdictBlock } from './core/verdict.ts';
import type { Detector } from './detect/detector.ts';
import { judgeRevised } from './detect/revised.ts';
import type { MetricPoints } from './ingest/metric-points.ts';
import type { LogEntry } from './log/log.ts';
import type { ClockName, IngestCounts, Preprocess, PreprocessOutput } from './preprocess/preprocess.ts';
import type { Snapshot, Storage, StoredSeries } from './storage/ports.ts';

/** The stages in their order, and where their results go. */
export interface Stages extends Sinks {
  readonly preprocess: Preprocess;
  readonly detector: Detector;
  readonly anomalies: AnomalyStage;
  readonly storage: Storage;
}

/** Where results go besides the storage. */
export interface Sinks {
  readonly told: AnomalySink;
  /** Sees every block with its verdicts, whose arrays are valid only during the call. */
  readonly scores?: ScoreSink | undefined;
  /** Sees new series, after the storage has them. */
  readonly series?: ((added: readonly StoredSeries[]) => void) | undefined;
}

/** Takes verdicts for others than the storage. */
export interface ScoreSink {
  /** `index` counts the blocks of the entry. */
  take(
    offset: number,
    index: number,
    block: StepBlock,
    verdicts: VerdictBlock,
    lookup: (ordinal: number) => StoredSeries
  ): void;
}

/** Takes what an entry changed about anomalies: groups it here, or sends it to where it is grouped. */
export interface AnomalySink {
  /** Called once for each entry of the log, also when nothing changed. */
  take(entry: LogEntry, told: readonly ToldAnomaly[]): void;
  /** What it remembers, by name of its stage; restored with the others. */
  snapshot(): Snapshot['stages'];
}

/** What the pipeline has done since it was made; for the service's own metrics. */
export interface PipelineCounts {
  steps: number;
  verdicts: number;
  revised: number;
  series: number;
  anomaliesChanged: number;
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
  };
  readonly #stages: Stages;
  readonly #output: PreprocessOutput;
  #verdicts: VerdictBlock = newVerdictBlock(1024);
  #mask = new Uint8Array(1024);
  #told: ToldAnomaly[] = [];
  #offset = 0;
  #blocks = 0;

  constructor(stages: Stages) {
    this.#stages = stages;
    this.#output = {
      series: (added) => {
        stages.storage.addSeries(added);
        stages.series?.(added);
        this.counts.series += added.length;
      },
      block: (block, clock) => this.#judge(block, clock),
      stepStates: (states) => stages.storage.putStepStates(states),
    };
  }

  /** Applies the next entry of the log. `points` are the decoded payload of a `metrics` entry. */
  apply(entry: LogEntry, points: MetricPoints | undefined): IngestCounts | undefined {
    this.#offset = entry.offset;
    this.#blocks = 0;
    const counts = this.#preprocess(entry, points);
    this.#stages.told.take(entry, this.#told);
    this.counts.anomaliesChanged += this.#told.length;
    if (this.#told.length > 0) this.#told = [];
    return counts;
  }

  #preprocess(entry: LogEntry, points: MetricPoints | undefined): IngestCounts | undefined {
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
    const { preprocess, detector, anomalies, told } = this.#stages;
    return {
      offset,
      stages: {
        preprocess: preprocess.snapshot(),
        detect: detector.snapshot(),
        aggregate: anomalies.snapshot(),
        ...told.snapshot(),
      },
    };
  }

  #judge(block: StepBlock, clock: ClockName): void {
    const { detector, anomalies, storage } = this.#stages;
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
    this.#stages.scores?.take(this.#offset, this.#blocks++, block, verdicts, this.#series);
    for (const told of anomalies.step(block, verdicts, this.#series)) this.#told.push({ ...told, clock });
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

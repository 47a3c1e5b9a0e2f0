import type { StepState, StepStateStore, StoredSeries } from '../storage/ports.ts';
import type { Millis } from '../core/time.ts';
import { DECODE_LIMITS } from '../ingest/decode-limits.ts';
import { decodeMetrics } from '../ingest/decode-metrics.ts';
import type { MetricPoints } from '../ingest/metric-points.ts';
import { writeMetrics } from '../ingest/otlp-writer.ts';
import type { AttributesInput, ExponentialPointInput, MetricInput, ResourceInput } from '../ingest/otlp-writer.ts';
import { Preprocess } from './preprocess.ts';
import type { IngestCounts, PreprocessOutput, PreprocessSettings } from './preprocess.ts';

/** One row of a block, as tests look at it. */
export interface Row {
  readonly series: string;
  readonly time: Millis;
  readonly step: Millis;
  readonly value: number;
  readonly weight: number;
  readonly flags: number;
  readonly revision: number;
}

/** Step states in memory, by version, as the port asks. */
class StepStatesInMemory implements Pick<StepStateStore, 'putStepStates' | 'stepState'> {
  private readonly versions = new Map<string, StepState[]>();

  putStepStates(states: readonly StepState[]): void {
    for (const state of states) {
      const id = `${state.step} ${state.key}`;
      const others = (this.versions.get(id) ?? []).filter(({ offset }) => offset !== state.offset);
      this.versions.set(
        id,
        [...others, state].sort((a, b) => a.offset - b.offset)
      );
    }
  }

  stepState(key: string, step: Millis, before: number): Uint8Array | undefined {
    return this.versions.get(`${step} ${key}`)?.findLast(({ offset }) => offset < before)?.bytes;
  }
}

/** Calls of one slot of a partial. */
export interface Calls {
  readonly slot: Millis;
  readonly method?: string;
  readonly route?: string;
  /** Absent: no response. */
  readonly status?: number;
  /** Durations in seconds; or the number of calls without one. */
  readonly durations?: readonly number[];
  readonly calls?: number;
}

/** Who sends a partial; what is left out is one collector with one live source. */
export interface Sender {
  readonly emitter?: string;
  readonly source?: string;
  readonly mode?: 'live' | 'history';
  readonly service?: string;
  readonly sequence?: number;
  readonly batch?: string;
}

const SLOT = 10_000;

/**
 * Plays entries of a log into pre-processing, through the real wire format and decoder, and keeps what comes out.
 */
export class Scenario {
  readonly rows: Row[] = [];
  readonly series: StoredSeries[] = [];
  readonly states: StepStatesInMemory;
  /** What came out, in order, for comparing runs. */
  readonly trace: string[] = [];
  preprocess: Preprocess;
  tenant = 'default';
  offset = 0;
  private readonly settings: Partial<PreprocessSettings>;
  private sequence = 0;

  constructor(settings: Partial<PreprocessSettings> = {}) {
    this.settings = settings;
    this.states = new StepStatesInMemory();
    this.preprocess = new Preprocess(settings, this.states);
  }

  /** Goes on from a snapshot that went through JSON, as after a restart. */
  restart(): void {
    const { version, header, columns } = this.preprocess.snapshot();
    const copy = { version, header: JSON.parse(JSON.stringify(header)) as unknown, columns };
    this.preprocess = Preprocess.restore(copy, this.settings, this.states);
  }

  send(at: Millis, resources: readonly ResourceInput[]): IngestCounts {
    return this.points(at, decodeMetrics(writeMetrics(resources), DECODE_LIMITS));
  }

  points(at: Millis, points: MetricPoints): IngestCounts {
    return this.preprocess.metrics(this.offset++, at, this.tenant, points, this.output);
  }

  tick(at: Millis): void {
    this.preprocess.tick(this.offset++, at, this.output);
  }

  /** Ticks every `every` ms over `(from, to]`. */
  ticks(from: Millis, to: Millis, every = 5_000): void {
    for (let at = from + every; at <= to; at += every) this.tick(at);
  }

  partial(at: Millis, calls: readonly Calls[], sender: Sender = {}): IngestCounts {
    return this.send(at, [this.partialOf(calls, sender)]);
  }

  partialOf(calls: readonly Calls[], sender: Sender = {}): ResourceInput {
    const attributes: AttributesInput = {
      'service.name': sender.service ?? 'shop',
      ...this.identity(sender),
      'weir.emitter.sequence': sender.sequence ?? ++this.sequence,
      ...(sender.batch === undefined ? {} : { 'weir.batch.key': sender.batch }),
    };
    return { attributes, scopes: [{ metrics: calls.map(metricOf) }] };
  }

  heartbeat(at: Millis, upTo: Millis, sender: Sender = {}, ended = false): IngestCounts {
    const attributes = ended ? { 'weir.source.ended': true } : {};
    const gauge = [{ time: upTo, value: BigInt(upTo), attributes }];
    return this.send(at, [
      { attributes: this.identity(sender), scopes: [{ metrics: [{ name: 'weir.source.heartbeat', gauge }] }] },
    ]);
  }

  /** Metrics of an ordinary sender. */
  metrics(
    at: Millis,
    metrics: readonly MetricInput[],
    resource: AttributesInput = { 'service.name': 'shop' }
  ): IngestCounts {
    return this.send(at, [{ attributes: resource, scopes: [{ metrics }] }]);
  }

  gauge(
    at: Millis,
    time: Millis,
    value: number,
    resource?: AttributesInput,
    attributes: AttributesInput = {}
  ): IngestCounts {
    return this.metrics(at, [{ name: 'queue.length', unit: '1', gauge: [{ time, value, attributes }] }], resource);
  }

  /** Rows of one indicator, oldest first as they came; `about` is matched with the entity's route or name. */
  of(indicator: string, about?: string): Row[] {
    return this.rows
      .filter(({ series }) => series === indicator || series.startsWith(`${indicator} `))
      .filter(({ series }) => about === undefined || series.includes(about));
  }

  /** `time=value` of the rows of one indicator, with flags (`i`ncomplete, `u`ncovered) and revision. */
  shown(indicator: string, about?: string): string[] {
    return this.of(indicator, about).map(({ time, value, flags, revision }) => {
      const marks = `${(flags & 1) !== 0 ? 'i' : ''}${(flags & 2) !== 0 ? 'u' : ''}${revision > 0 ? `r${revision}` : ''}`;
      return `${time / 1000}=${Number.isNaN(value) ? 'gap' : Number(value.toPrecision(6))}${marks && `:${marks}`}`;
    });
  }

  private readonly output: PreprocessOutput = {
    series: (added) => {
      this.series.push(...added);
      this.trace.push(`series ${added.map(({ ordinal, id, firstStep }) => `${ordinal}:${id}@${firstStep}`).join(' ')}`);
    },
    block: (block) => {
      const { time, step, revision, count } = block;
      let line = `block ${time}/${step} r${revision}`;
      let previous = -1;
      for (let i = 0; i < count; i++) {
        const ordinal = block.series[i] as number;
        const known = this.series[ordinal];
        if (known === undefined || known.ordinal !== ordinal) throw new Error(`block before series ${ordinal}`);
        if (ordinal <= previous) throw new Error('ordinals must ascend');
        previous = ordinal;
        const { entity, indicator, attributes, version } = known.identity;
        const parts = [
          indicator,
          entity.tenant,
          entity.name,
          entity.route ?? '',
          JSON.stringify(attributes),
          `v${version}`,
        ];
        const [value, weight, flags] = [block.value[i] as number, block.weight[i] as number, block.flags[i] as number];
        this.rows.push({ series: parts.join(' '), time, step, value, weight, flags, revision });
        line += ` ${ordinal}:${block.kind[i] as number}:${value}:${weight}:${flags}`;
      }
      this.trace.push(line);
    },
    stepStates: (states) => {
      this.states.putStepStates(states);
      for (const { key, step, offset, bytes } of states)
        this.trace.push(`state ${key} ${step} ${offset} ${bytes.join()}`);
    },
  };

  private identity(sender: Sender): AttributesInput {
    return {
      'weir.emitter.id': sender.emitter ?? 'collector-1',
      'weir.source.id': sender.source ?? 'nginx',
      'weir.source.mode': sender.mode ?? 'live',
    };
  }
}

function metricOf({ slot, method = 'GET', route, status, durations, calls }: Calls): MetricInput {
  const attributes: Record<string, string | number> = { 'http.request.method': method };
  if (route !== undefined) attributes['http.route'] = route;
  if (status !== undefined) attributes['http.response.status_code'] = status;
  else attributes['error.type'] = 'no_response';
  const times = { start: slot, time: slot + SLOT, attributes };
  if (durations === undefined) {
    const sum = [{ ...times, value: BigInt(calls ?? 1) }];
    return { name: 'weir.http.server.requests', unit: '{request}', sum, temporality: 'delta', monotonic: true };
  }
  return {
    name: 'http.server.request.duration',
    unit: 's',
    exponential: [{ ...times, ...exponentialOf(durations) }],
    temporality: 'delta',
  };
}

/** An exponential histogram of scale 4, as the collector makes it. */
export function exponentialOf(durations: readonly number[], scale = 4): Omit<ExponentialPointInput, 'time'> {
  const indexes = durations.filter((d) => d > 0).map((d) => Math.ceil(Math.log2(d) * 2 ** scale) - 1);
  const offset = Math.min(...indexes);
  const counts = new Array<number>(indexes.length === 0 ? 0 : Math.max(...indexes) - offset + 1).fill(0);
  for (const index of indexes) counts[index - offset] = (counts[index - offset] as number) + 1;
  return {
    scale,
    count: durations.length,
    sum: Math.round(durations.reduce((sum, d) => sum + d, 0) * 1e6) / 1e6,
    zeroCount: durations.length - indexes.length,
    positive: { offset: Number.isFinite(offset) ? offset : 0, counts },
  };
}

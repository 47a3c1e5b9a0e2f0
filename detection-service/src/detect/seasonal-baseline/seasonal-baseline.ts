import { WeirError } from '../../core/errors.ts';
import type { StageState, StateArray } from '../../core/state.ts';
import type { StepBlock } from '../../core/step-block.ts';
import { SECOND } from '../../core/time.ts';
import { newVerdictBlock } from '../../core/verdict.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import type { Detector } from '../detector.ts';
import { OPEN_AT } from './evidence.ts';
import { grown, nextCapacity } from './grow.ts';
import { LevelModel } from './level-model.ts';
import { LevelState } from './level-state.ts';
import { RatioModel } from './ratio-model.ts';
import { RatioState } from './ratio-state.ts';
import { stepConstants } from './step-constants.ts';
import type { StepConstants } from './step-constants.ts';

/** Counts up when the columns change. */
const VERSION = 2;

interface Params {
  readonly sensitivity: number;
  readonly firstDay: 'provisional' | 'silent';
  readonly precision: 'compact' | 'exact';
  /** Seconds. */
  readonly warmUp: number;
}

/** Sends each row to the model of its kind and keeps which slot of that model belongs to which ordinal. */
export class SeasonalBaseline implements Detector {
  private readonly params: Params;
  private readonly levels: LevelModel;
  private readonly ratios: RatioModel;
  /** By ordinal: slot + 1 in the model of the series' kind, 0 for a series not yet seen. */
  private slots: Int32Array;
  private readonly constants = new Map<number, StepConstants>();
  /** The block whose judgement the models still hold. */
  private judged: StepBlock | undefined;
  private spare: VerdictBlock = newVerdictBlock(0);

  constructor(
    params: Params,
    levels: LevelState = new LevelState(params.precision === 'exact'),
    ratios: RatioState = new RatioState(),
    slots: Int32Array = new Int32Array(0)
  ) {
    this.params = params;
    const openAt = OPEN_AT * Math.pow(4, 0.5 - params.sensitivity);
    this.levels = new LevelModel(levels, openAt, params.firstDay === 'silent');
    this.ratios = new RatioModel(ratios, openAt, params.firstDay === 'silent');
    this.slots = slots;
  }

  score(block: StepBlock, out: VerdictBlock): void {
    const k = this.constantsOf(block.step);
    this.levels.score(block, this.slots, k, out);
    this.ratios.score(block, this.slots, k, out);
    this.judged = block;
  }

  learn(block: StepBlock, mask: Uint8Array): void {
    if (this.judged !== block) {
      if (this.spare.score.length < block.count) this.spare = newVerdictBlock(block.count);
      this.score(block, this.spare);
    }
    this.judged = undefined;
    this.makeRoom(block);
    const k = this.constantsOf(block.step);
    this.levels.learn(block, mask, this.slots, k);
    this.ratios.learn(block, mask, this.slots, k);
  }

  snapshot(): StageState {
    return {
      version: VERSION,
      header: {
        precision: this.params.precision,
        levels: this.levels.state.count,
        ratios: this.ratios.state.count,
      },
      columns: { slots: this.slots.slice(), ...this.levels.state.columns(), ...this.ratios.state.columns() },
    };
  }

  static restore(state: StageState, params: Params): SeasonalBaseline {
    if (state.version !== VERSION) throw unreadable('version', String(VERSION), String(state.version));
    const header = state.header as { precision: string; levels: number; ratios: number };
    if (header.precision !== params.precision) throw unreadable('precision', params.precision, header.precision);
    const column = <A extends StateArray>(name: string, like: A): A => {
      const found = state.columns[name];
      if (found === undefined || found.constructor !== like.constructor) {
        throw unreadable(`columns.${name}`, like.constructor.name, found?.constructor.name ?? 'nothing');
      }
      return found.slice() as A;
    };
    return new SeasonalBaseline(
      params,
      LevelState.restore(params.precision === 'exact', header.levels, column),
      RatioState.restore(header.ratios, column),
      column('slots', new Int32Array(0))
    );
  }

  private makeRoom(block: StepBlock): void {
    let highest = -1;
    for (let row = 0; row < block.count; row++) highest = Math.max(highest, block.series[row] as number);
    if (highest >= this.slots.length) this.slots = grown(this.slots, nextCapacity(this.slots.length, highest + 1));
  }

  private constantsOf(step: number): StepConstants {
    let constants = this.constants.get(step);
    if (constants === undefined) {
      constants = stepConstants(step, this.params.warmUp * SECOND);
      this.constants.set(step, constants);
    }
    return constants;
  }
}

function unreadable(path: string, expected: string, found: string): WeirError {
  return new WeirError('invalid_argument', `The snapshot of the seasonal baseline cannot be used: ${path} differs.`, [
    { path, expected, found },
  ]);
}

import initialise, { MSTL } from '@bsull/augurs/mstl';
import { blockMeans, fromBlockMeans } from '../core/math/block-means.ts';
import { fillGaps } from '../core/math/fill-gaps.ts';
import {
  checkHistory,
  checkHorizon,
  LEVELS,
  valuesIn,
  type Fitted,
  type FitResult,
  type ForecasterDefinition,
  type History,
  type Prediction,
} from './forecaster.ts';

/** Finer steps are averaged to this many a season first: the cost of the decomposition grows faster than its use. */
const MOST_IN_A_SEASON = 96;
/** What a value costs with one season, measured against the other forecasters; each further season as much again. */
const OPERATIONS_A_VALUE = 30_000;

let ready = false;

/** Gives the WebAssembly of `@bsull/augurs/mstl_bg.wasm` to MSTL, which is withheld until then. Done at the edge. */
export async function loadMstl(bytes: Uint8Array): Promise<void> {
  await initialise({ module_or_path: bytes as Uint8Array<ArrayBuffer> });
  ready = true;
}

/**
 * Takes the series apart into seasons and a trend (multiple seasonal-trend decomposition by LOESS, Bandara, Hyndman and
 * Bergmeir 2021), repeats the seasons and goes on with the trend by exponential smoothing. By `@bsull/augurs`.
 *
 * Its own intervals are too narrow (82 to 92 % for 95 %); it goes on with a local trend that may not last, and an
 * incident at the end of the history bends it.
 */
export const mstl: ForecasterDefinition = {
  id: 'mstl',
  version: 1,
  summary: 'Seasons and a trend, each continued (MSTL with exponential smoothing).',
  fit(history, { spend }): FitResult {
    checkHistory(history);
    if (!ready) return { status: 'withheld', reason: 'The WebAssembly module of MSTL is not loaded.' };
    const { values } = history;
    const seasons = history.seasons.filter((season) => values.length > 2 * season + 1);
    const [first] = seasons;
    if (first === undefined || valuesIn(history) < first) {
      return {
        status: 'withheld',
        reason: `It takes more than two seasons of ${history.seasons[0] ?? 1} steps to know one; ${values.length} steps are there.`,
      };
    }
    const block = blockLength(seasons);
    const filled = blockMeans(fillGaps(values, seasons), block);
    spend(filled.length * seasons.length * OPERATIONS_A_VALUE);
    if (filled.every((value) => value === filled[0])) return fitted(history, constant(filled[0] as number));
    return decompose(history, filled, seasons, block);
  },
};

function decompose(history: History, blocks: Float64Array, seasons: readonly number[], block: number): FitResult {
  const model = MSTL.ets(Uint32Array.from(seasons, (season) => season / block));
  try {
    model.fit(blocks);
  } catch (error) {
    model.free();
    return { status: 'withheld', reason: `The decomposition failed: ${String(error)}.` };
  }
  const last = blocks[blocks.length - 1] as number;
  return fitted(history, (horizon) => {
    const count = Math.ceil(horizon / block);
    const [narrow, wide] = LEVELS.map((level) => model.predict(count, level)) as [Forecast, Forecast];
    const spread = (numbers: readonly number[]): Float64Array => fromBlockMeans(numbers, last, block, horizon);
    return {
      point: spread(wide.point),
      lower80: spread(narrow.intervals?.lower ?? narrow.point),
      upper80: spread(narrow.intervals?.upper ?? narrow.point),
      lower95: spread(wide.intervals?.lower ?? wide.point),
      upper95: spread(wide.intervals?.upper ?? wide.point),
    };
  });
}

type Forecast = ReturnType<MSTL['predict']>;

function fitted(history: History, predict: (horizon: number) => Prediction): FitResult {
  const { floor = Number.NEGATIVE_INFINITY, ceiling = Number.POSITIVE_INFINITY } = history;
  const within = (values: Float64Array): Float64Array => values.map((v) => Math.min(ceiling, Math.max(floor, v)));
  const model: Fitted = {
    forecast(horizon) {
      checkHorizon(horizon);
      const { point, lower80, upper80, lower95, upper95 } = predict(horizon);
      return {
        point: within(point),
        lower80: within(lower80),
        upper80: within(upper80),
        lower95: within(lower95),
        upper95: within(upper95),
      };
    },
  };
  return { status: 'fitted', model };
}

function constant(value: number): (horizon: number) => Prediction {
  return (horizon) => {
    const point = new Float64Array(horizon).fill(value);
    return { point, lower80: point, upper80: point, lower95: point, upper95: point };
  };
}

/** The shortest block that divides all seasons and leaves no more than `MOST_IN_A_SEASON` of them in the first. */
function blockLength(seasons: readonly number[]): number {
  const first = seasons[0] as number;
  for (let block = 1; block < first; block++) {
    if (first / block <= MOST_IN_A_SEASON && seasons.every((season) => season % block === 0)) return block;
  }
  return 1;
}

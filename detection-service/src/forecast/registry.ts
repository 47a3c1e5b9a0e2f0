import type { ForecasterDefinition } from './forecaster.ts';
import { mstl } from './mstl.ts';
import { seasonalEnsemble } from './seasonal-ensemble.ts';
import { seasonalNaive } from './seasonal-naive.ts';

/** Every forecaster; the first is what the others have to beat. Adding one is a file, and one line here. */
export const forecasters = [seasonalNaive, seasonalEnsemble, mstl] as const satisfies readonly ForecasterDefinition[];

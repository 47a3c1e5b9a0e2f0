import type { TObject } from 'typebox';
import type { DetectorDefinition } from './detector.ts';
import { seasonalBaseline } from './seasonal-baseline/definition.ts';

/** Every detector, in the order the documents list them. Adding one is a folder or file, and one line here. */
export const detectors = [seasonalBaseline] as const satisfies readonly DetectorDefinition<TObject>[];

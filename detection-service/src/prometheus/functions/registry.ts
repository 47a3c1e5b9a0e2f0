import { absence } from './absence.ts';
import type { FunctionDefinition } from './function.ts';
import { labels } from './labels.ts';
import { math } from './math.ts';
import { overTime } from './over-time.ts';
import { rates } from './rates.ts';
import { shape } from './shape.ts';
import { time } from './time.ts';

/** The functions of the subset by their names. A new one is a line in one of these lists, or a list of its own here. */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  [math, overTime, rates, shape, absence, time, labels]
    .flat()
    .map((definition) => [definition.name, definition] as const)
);

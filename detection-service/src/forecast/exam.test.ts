import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { examineForecaster, type ForecasterLimits } from './exam.ts';
import { loadMstl } from './mstl.ts';
import { forecasters } from './registry.ts';

const LIMITS: Readonly<Record<string, ForecasterLimits>> = {
  'seasonal-naive': { operationsPerValue: 10, coverage: 0.9, error: 1 },
  'seasonal-ensemble': { operationsPerValue: 100_000, coverage: 0.9, error: 0.8 },
  mstl: { operationsPerValue: 100_000, coverage: 0.8, error: 1 },
};

describe('forecasters', () => {
  beforeAll(async () => {
    const wasm = createRequire(import.meta.url)
      .resolve('@bsull/augurs/mstl')
      .replace(/\.js$/, '_bg.wasm');
    await loadMstl(readFileSync(wasm));
  });
  for (const definition of forecasters) {
    const limits = LIMITS[definition.id];
    if (limits === undefined) throw new Error(`no limits for ${definition.id}`);
    examineForecaster(definition, limits);
  }

  it('have ids of their own', () => {
    expect(new Set(forecasters.map(({ id }) => id)).size).toBe(forecasters.length);
  });
});

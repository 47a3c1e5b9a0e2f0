import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { examineForecastStore } from './exam.ts';
import { forecastStores } from './registry.ts';
import { SqliteForecasts } from './sqlite-forecasts.ts';

for (const { id, open } of forecastStores) {
  examineForecastStore(id, () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'weir-forecasts-'));
    let store = open(directory);
    return {
      store: () => store,
      reopen: () => {
        if (id === 'memory') return;
        store.close();
        store = open(directory);
      },
      discard: () => {
        store.close();
        rmSync(directory, { recursive: true });
      },
    };
  });
}

it('is read beside the one that writes, and is not made by a reader', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'weir-forecasts-'));
  try {
    expect(() => new SqliteForecasts(directory, { readOnly: true })).toThrow(
      expect.objectContaining({ code: 'unavailable' })
    );
    const writer = new SqliteForecasts(directory);
    const reader = new SqliteForecasts(directory, { readOnly: true });
    expect(reader.list('default', {}, { limit: 1 }).rows).toEqual([]);
    reader.close();
    writer.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

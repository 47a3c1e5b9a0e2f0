import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { examineRecords } from './exam.ts';
import { recordStores } from './registry.ts';
import { SqliteRecords } from './sqlite-records.ts';

for (const definition of recordStores) {
  examineRecords(definition.id, () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'weir-records-'));
    let store = definition.open(directory);
    return {
      store: () => store,
      reopen: () => {
        if (definition.id === 'memory') return;
        store.close();
        store = definition.open(directory);
      },
      discard: () => {
        store.close();
        rmSync(directory, { recursive: true });
      },
    };
  });
}

describe('a file that is no database', () => {
  it('is named', () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'weir-records-'));
    writeFileSync(path.join(directory, 'records.sqlite'), 'no database at all, but long enough to be looked at');
    expect(() => new SqliteRecords(directory)).toThrow(/records\.sqlite cannot be used/);
    rmSync(directory, { recursive: true });
  });
});

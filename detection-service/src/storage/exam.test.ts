import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examineStorage } from './exam.ts';
import type { Candidate } from './exam.ts';
import type { Storage } from './ports.ts';
import { storages } from './registry.ts';

type Settle = (writer: Storage, open: (readOnly: boolean) => Storage) => { writer: Storage; reader: Storage };

/** A store in a directory of its own; `settle` says what happens between writing and reading. */
function candidate(definition: (typeof storages)[number], settle: Settle): Candidate {
  const directory = mkdtempSync(join(tmpdir(), 'weir-storage-'));
  const readers: Storage[] = [];
  const open = (readOnly: boolean): Storage => {
    const storage = definition.open(directory, { readOnly });
    if (readOnly) readers.push(storage);
    return storage;
  };
  let writer = open(false);
  return {
    writer: () => writer,
    settled: () => {
      const settled = settle(writer, open);
      writer = settled.writer;
      return settled.reader;
    },
    discard: () => {
      for (const reader of readers) reader.close();
      writer.close();
      rmSync(directory, { recursive: true });
    },
  };
}

const [embedded, memory] = storages;

examineStorage('memory', () => candidate(memory, (writer) => ({ writer, reader: writer })));
examineStorage('embedded', () => candidate(embedded, (writer) => ({ writer, reader: writer })));
examineStorage('embedded, sealed before each reading', () =>
  candidate(embedded, (writer) => {
    writer.seal();
    return { writer, reader: writer };
  })
);
examineStorage('embedded, closed and opened before each reading', () =>
  candidate(embedded, (writer, open) => {
    writer.close();
    const opened = open(false);
    return { writer: opened, reader: opened };
  })
);
examineStorage('embedded, read by one instance that stays open beside the writer', () => {
  let reader: Storage | undefined;
  return candidate(embedded, (writer, open) => ({ writer, reader: (reader ??= open(true)) }));
});
examineStorage('embedded, sealed by the writer, read by the instance beside it', () => {
  let reader: Storage | undefined;
  return candidate(embedded, (writer, open) => {
    reader ??= open(true);
    writer.seal();
    return { writer, reader };
  });
});

describe('registry', () => {
  it('names each store once and says what it is', () => {
    expect(new Set(storages.map(({ id }) => id)).size).toBe(storages.length);
    for (const { summary } of storages) expect(summary).toMatch(/^[A-Z].*\.$/);
  });
});

import type { StepBlock } from '../../core/step-block.ts';
import { MINUTE, stepStart } from '../../core/time.ts';
import type { Millis } from '../../core/time.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import { AwayBlocks } from './away-blocks.ts';
import { signatureKey } from './block-format.ts';
import type { RowSignature } from './block-format.ts';
import type { BlockReader } from './block-reader.ts';
import type { DamageLog } from '../damage.ts';
import type { Database } from './database.ts';
import type { Disk } from './disk.ts';
import { unavailable } from './disk.ts';
import { signatureOf } from './open-rows.ts';
import type { OpenRows } from './open-rows.ts';
import { FileGone } from './result-files.ts';
import type { ResultFiles } from './result-files.ts';
import { ENTRY_BYTES, RowEncoder } from './row-format.ts';
import { seal } from './seal.ts';
import { longLength, shortLength, Spans } from './spans.ts';
import type { Span } from './spans.ts';

/** How far into the next span event time goes before a span is sealed: what comes late by less need not open it again. */
const GRACE: Millis = 5 * MINUTE;
/** A long span is chosen when its open file is expected to stay below this. */
const LONG_BYTES = 64 << 20;
/** A long span is sealed early when its open file grows over this, because series were added. */
const LONG_BYTES_MOST = 2 * LONG_BYTES;
/** Open spans at a time; a day of late steps at three step lengths fits. The one written to longest ago is sealed. */
const MAX_OPEN = 96;

/** The writing half of the results: steps into open spans, spans into blocks. */
export class ResultWriter {
  readonly #disk: Disk;
  readonly #db: Database;
  readonly #files: ResultFiles;
  readonly #damage: DamageLog;
  readonly #list: Spans;
  readonly #away: AwayBlocks;
  readonly #encoder = new RowEncoder();
  readonly #spans = new Map<string, Span>();
  /** Keys of spans with an open file, in the order of their last write. */
  readonly #open = new Map<string, OpenRows>();
  /** The most series that a step of this length had. */
  readonly #widest = new Map<number, number>();
  /** What the blocks hold that were written to last. */
  readonly #sealedRows = new Map<string, ReadonlySet<string>>();

  constructor(disk: Disk, db: Database, files: ResultFiles, damage: DamageLog) {
    this.#disk = disk;
    this.#db = db;
    this.#files = files;
    this.#damage = damage;
    this.#list = new Spans(db);
    this.#away = new AwayBlocks(db);
    this.#removeStrangers();
    for (const span of this.#list.all()) this.#takeUp(span);
  }

  /** What a crash left beside the list: files that were not finished, or replaced and not yet removed. */
  #removeStrangers(): void {
    const names = new Set(this.#list.all().flatMap(({ openFile, blockFile }) => [openFile, blockFile]));
    for (const name of this.#disk.list(this.#files.directory)) {
      if (!names.has(name) && !name.endsWith('.damaged')) this.#disk.remove(this.#files.path(name));
    }
  }

  #takeUp(span: Span): void {
    this.#spans.set(keyOf(span), span);
    if (span.openFile === null) return;
    try {
      this.#open.set(keyOf(span), this.#files.reopen(span.openFile, this.#db.durable(span.openFile)));
    } catch (error) {
      if (!(error instanceof FileGone)) throw unavailable(this.#files.path(span.openFile), error);
      this.#damage.report({ file: error.file, what: 'it is missing and is left out' });
      this.#put({ ...span, openFile: null });
    }
  }

  /** See `ResultStore.write`. */
  write(block: StepBlock, verdicts: VerdictBlock): void {
    if (block.count === 0) return;
    const record = this.#encoder.encode(block, verdicts);
    const signature = signatureOf(block, record);
    this.#widest.set(block.step, Math.max(block.count, this.#widest.get(block.step) ?? 0));
    const span = this.#spanFor(block);
    const key = keyOf(span);
    let open = this.#open.get(key);
    if (open?.has(signature) === true || this.#isSealed(span, signature)) return;
    open ??= this.#openSpan(span);
    this.#open.delete(key);
    this.#open.set(key, open);
    open.append(block, record, signature);
    this.#sealWhatIsOver(block, span, open);
  }

  /** The span that a step belongs to: one that is there, or a new one, long when there are few series. */
  #spanFor({ step, time }: StepBlock): Span {
    const short = this.#spanAt(step, time, shortLength(step));
    const long = this.#spanAt(step, time, longLength(step));
    if (this.#open.has(keyOf(short))) return short;
    if (this.#open.has(keyOf(long))) return long;
    if (short.blockFile !== null) return short;
    if (long.blockMaxTime !== null && long.blockMaxTime >= time) return long;
    const rows = longLength(step) / step;
    const fewSeries = rows * (this.#widest.get(step) ?? 0) * ENTRY_BYTES <= LONG_BYTES;
    return fewSeries && long.blockBytes <= LONG_BYTES ? long : short;
  }

  #spanAt(step: number, time: Millis, length: number): Span {
    const bounds = { step, start: stepStart(time, length), length };
    const none = { openFile: null, blockFile: null, blockMaxTime: null, blockBytes: 0 };
    return this.#spans.get(keyOf(bounds)) ?? { ...bounds, ...none };
  }

  /** Whether the block of the span holds the very same row: then a restart is writing it again. */
  #isSealed(span: Span, signature: RowSignature): boolean {
    if (span.blockFile === null || (span.blockMaxTime ?? 0) < signature.time) return false;
    let rows = this.#sealedRows.get(span.blockFile);
    if (rows === undefined) {
      // Then it is written twice, which changes nothing and goes when the block is here and takes up the open file.
      if (this.#away.has(span.blockFile)) return false;
      rows = new Set(this.#block(span.blockFile)?.signatures().map(signatureKey));
      if (this.#sealedRows.size >= MAX_OPEN) this.#sealedRows.clear();
      this.#sealedRows.set(span.blockFile, rows);
    }
    return rows.has(signatureKey(signature));
  }

  /** The block of that name; `undefined` when it cannot be read, which is reported. */
  #block(name: string): BlockReader | undefined {
    try {
      return this.#files.block(name);
    } catch (error) {
      if (!(error instanceof FileGone)) throw error;
      this.#damage.report({ file: error.file, what: 'it is missing and is left out' });
      return undefined;
    }
  }

  #openSpan(span: Span): OpenRows {
    const name = this.#list.newName(span, 'open');
    try {
      const rows = this.#files.create(name);
      this.#put({ ...span, openFile: name });
      return rows;
    } catch (error) {
      throw unavailable(this.#files.path(name), error);
    }
  }

  #put(span: Span): void {
    this.#db.transaction(() => {
      this.#list.put(span);
    });
    this.#spans.set(keyOf(span), span);
  }

  #sealWhatIsOver({ step, time }: StepBlock, written: Span, rows: OpenRows): void {
    for (const key of [...this.#open.keys()]) {
      const span = this.#spans.get(key);
      if (span === undefined || span.step !== step) continue;
      const end = span.start + span.length;
      // Only the span that follows says so: a replay of history and live data do not close each other's. A span that
      // has a block already collects late steps until there is need for its place.
      if (span.blockFile === null && time >= end + GRACE && time < end + span.length) this.#seal(span);
    }
    const tooLarge = written.length === longLength(step) && rows.file.size > LONG_BYTES_MOST;
    if (tooLarge) this.#seal(this.#spans.get(keyOf(written)) ?? written);
    if (this.#open.size > MAX_OPEN) this.#sealIdle();
  }

  /** Seals the span that was written to longest ago, of those that can be. */
  #sealIdle(): void {
    for (const key of this.#open.keys()) {
      const span = this.#spans.get(key);
      if (span !== undefined && this.#seal(span)) return;
    }
  }

  /** Seals every open span. */
  sealAll(): void {
    for (const key of [...this.#open.keys()]) {
      const span = this.#spans.get(key);
      if (span !== undefined) this.#seal(span);
    }
  }

  /**
   * The list changes in one transaction, so a reader sees the open file or the block that it became, never neither.
   * A span whose block is still in shared storage stays open.
   */
  #seal(span: Span): boolean {
    const key = keyOf(span);
    const rows = this.#open.get(key);
    const { openFile, blockFile } = span;
    if (rows === undefined || openFile === null || (blockFile !== null && this.#away.has(blockFile))) return false;
    const old = blockFile === null ? undefined : this.#block(blockFile);
    const oldIsUnreadable = blockFile !== null && old === undefined;
    if (rows.rows.length === 0) {
      this.#replace({ ...span, openFile: null }, [openFile]);
      return true;
    }
    const name = this.#list.newName(span, 'block');
    const made = seal(this.#disk, this.#files.path(name), span, rows, old, this.#damage);
    const sealed = { ...span, openFile: null, blockFile: name, blockMaxTime: made.maxTime, blockBytes: made.bytes };
    if (blockFile !== null && (made.oldIsDamaged || oldIsUnreadable)) {
      this.#replace(sealed, [openFile]);
      this.#files.setAside(blockFile);
    } else {
      this.#replace(sealed, blockFile === null ? [openFile] : [openFile, blockFile]);
    }
    return true;
  }

  #replace(span: Span, unneeded: readonly string[]): void {
    const empty = span.openFile === null && span.blockFile === null;
    this.#db.durableTransaction(() => {
      if (empty) this.#list.remove(span);
      else this.#list.put(span);
      for (const name of unneeded) {
        this.#db.setDurable(name, undefined);
        this.#away.remove(name);
      }
    });
    if (empty) this.#spans.delete(keyOf(span));
    else this.#spans.set(keyOf(span), span);
    this.#open.delete(keyOf(span));
    for (const name of unneeded) {
      this.#sealedRows.delete(name);
      this.#files.remove(name);
    }
  }

  /** See `ResultStore.retain`. */
  retain(before: Millis): number {
    let freed = 0;
    for (const span of [...this.#spans.values()]) {
      if (span.start + span.length > before) continue;
      freed += span.blockBytes + (this.#open.get(keyOf(span))?.file.size ?? 0);
      const files = [span.openFile, span.blockFile].filter((name) => name !== null);
      this.#replace({ ...span, openFile: null, blockFile: null }, files);
    }
    return freed;
  }

  /** Makes what was appended durable; returns the files with their sizes. */
  sync(): ReadonlyMap<string, number> {
    const sizes = new Map<string, number>();
    for (const [name, { file }] of this.#files.allOpen) {
      if (!file.dirty) continue;
      file.sync();
      sizes.set(name, file.size);
    }
    try {
      if (sizes.size > 0) this.#disk.syncDirectory(this.#files.directory);
    } catch (error) {
      throw unavailable(this.#files.directory, error);
    }
    return sizes;
  }
}

function keyOf({ step, start, length }: Pick<Span, 'step' | 'start' | 'length'>): string {
  return [step, start, length].join('/');
}

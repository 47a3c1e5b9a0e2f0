import type { StepBlock } from '../core/step-block.ts';
import type { VerdictBlock } from '../core/verdict.ts';
import type { ScoreSink } from '../pipeline.ts';
import { scoreRecords } from '../publish/score-record.ts';
import type { ScoreExtent } from '../publish/score-record.ts';
import type { StoredSeries } from '../storage/ports.ts';
import type { PendingSends } from './pending-sends.ts';
import type { ToldOnce } from './told-once.ts';

/** More records than a block ever makes. */
const RECORDS = 1e6;

/** Hands the verdicts of a partition to the topic of scores. */
export class ScoreOutbox implements ScoreSink {
  readonly #extent: ScoreExtent;
  readonly #once: ToldOnce;
  readonly #pending: PendingSends;

  constructor(extent: ScoreExtent, once: ToldOnce, pending: PendingSends) {
    this.#extent = extent;
    this.#once = once;
    this.#pending = pending;
  }

  take(
    offset: number,
    index: number,
    block: StepBlock,
    verdicts: VerdictBlock,
    lookup: (ordinal: number) => StoredSeries
  ): void {
    const key = `${block.time}/${block.step}`;
    for (const [i, value] of scoreRecords(block, verdicts, this.#extent, lookup).entries()) {
      const sending = this.#once.tell({ offset, index: index * RECORDS + i }, { key, value });
      if (sending !== undefined) this.#pending.add(sending);
    }
  }
}

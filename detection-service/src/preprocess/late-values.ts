import { INCOMPLETE } from '../core/step-block.ts';
import type { Millis } from '../core/time.ts';
import type { Emission } from './emission.ts';
import { KIND_BITS, ORDINAL, TRAITS, WIDTH } from './number-rows.ts';
import type { NumberRows } from './number-rows.ts';

interface LateValue {
  readonly row: number;
  readonly value: number;
  readonly weight: number;
}

/** Values for steps that are closed already and had none, until they are emitted as revisions. */
export class LateValues {
  private readonly steps = new Map<Millis, LateValue[]>();

  add(start: Millis, row: number, value: number, weight: number): void {
    const list = this.steps.get(start);
    if (list === undefined) this.steps.set(start, [{ row, value, weight }]);
    else list.push({ row, value, weight });
  }

  /** Emits all, by step and then by ordinal, and forgets them. */
  flush(table: NumberRows, step: Millis, emission: Emission): void {
    if (this.steps.size === 0) return;
    const ordinal = (late: LateValue): number => table.rows[late.row * WIDTH + ORDINAL] as number;
    for (const [start, list] of [...this.steps].sort((x, y) => x[0] - y[0])) {
      list.sort((x, y) => ordinal(x) - ordinal(y));
      for (const late of list) {
        const first = table.firstCell(late.row);
        const alone = first >= 0 && table.nextCell(first) < 0;
        const kind = (table.rows[late.row * WIDTH + TRAITS] as number) & KIND_BITS;
        emission.row(ordinal(late), kind, late.value, kind === 0 ? late.weight : 1, alone ? 0 : INCOMPLETE);
      }
      emission.block(start, step, 1);
    }
    this.steps.clear();
  }
}

import type { StepBlock } from '../../core/step-block.ts';
import type { Millis } from '../../core/time.ts';
import type { VerdictBlock } from '../../core/verdict.ts';
import type { SeriesResults } from '../ports.ts';

/** What is kept of one step of one series. */
interface Row {
  readonly time: Millis;
  readonly value: number;
  readonly status: number;
  readonly score: number;
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
  readonly flags: number;
  readonly revision: number;
}

/** About what a row takes, to say what retention freed. */
const ROW_BYTES = 100;

/** Results by series and step; the newest revision of each. */
export class MemoryResults {
  readonly #rows = new Map<number, Map<Millis, Row>>();

  write(block: StepBlock, verdicts: VerdictBlock): void {
    const { time, revision } = block;
    for (let i = 0; i < block.count; i++) {
      const ordinal = block.series[i] as number;
      const rows = this.#rows.get(ordinal) ?? new Map<Millis, Row>();
      this.#rows.set(ordinal, rows);
      if ((rows.get(time)?.revision ?? 0) > revision) continue;
      rows.set(time, {
        ...{ time, revision, value: block.value[i] as number, flags: block.flags[i] as number },
        ...{ status: verdicts.status[i] as number, score: verdicts.score[i] as number },
        expected: verdicts.expected[i] as number,
        lower: verdicts.lower[i] as number,
        upper: verdicts.upper[i] as number,
      });
    }
  }

  read(ordinal: number, from: Millis, to: Millis): SeriesResults {
    const rows = [...(this.#rows.get(ordinal)?.values() ?? [])]
      .filter(({ time }) => time >= from && time < to)
      .sort((a, b) => a.time - b.time);
    return {
      time: Float64Array.from(rows, (row) => row.time),
      value: Float64Array.from(rows, (row) => row.value),
      status: Uint8Array.from(rows, (row) => row.status),
      score: Float32Array.from(rows, (row) => row.score),
      expected: Float32Array.from(rows, (row) => row.expected),
      lower: Float32Array.from(rows, (row) => row.lower),
      upper: Float32Array.from(rows, (row) => row.upper),
      flags: Uint8Array.from(rows, (row) => row.flags),
      revision: Uint32Array.from(rows, (row) => row.revision),
    };
  }

  retain(before: Millis): number {
    let dropped = 0;
    for (const rows of this.#rows.values()) {
      for (const time of rows.keys()) if (time < before && rows.delete(time)) dropped++;
    }
    return dropped * ROW_BYTES;
  }
}

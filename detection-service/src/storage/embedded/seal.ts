import type { BlockReader } from './block-reader.ts';
import { signatureKey } from './block-format.ts';
import type { RowSignature } from './block-format.ts';
import { BlockWriter } from './block-writer.ts';
import type { DamageLog } from '../damage.ts';
import type { Disk } from './disk.ts';
import type { OpenRows } from './open-rows.ts';
import type { BlockScale } from './series-codec.ts';
import { transpose } from './transpose.ts';
import { writeAtomically } from './write-atomically.ts';
import { SECOND } from '../../core/time.ts';

/** What sealing made. */
export interface Sealed {
  readonly bytes: number;
  readonly maxTime: number;
  /** Some of the old block could not be read. */
  readonly oldIsDamaged: boolean;
}

/**
 * Writes the block of a span at `path` from its open rows and the block that it has already. The file is durable when
 * it returns; nothing refers to it yet.
 */
export function seal(
  disk: Disk,
  path: string,
  span: { readonly step: number; readonly start: number },
  open: OpenRows,
  old: BlockReader | undefined,
  damage: DamageLog
): Sealed {
  const scale = scaleOf(span, open, old);
  let maxTime = span.start;
  let oldIsDamaged = false;
  const bytes = writeAtomically(disk, path, (append) => {
    const writer = new BlockWriter(append, scale);
    transpose(open, old, writer, (found) => {
      oldIsDamaged = true;
      damage.report(found);
    });
    maxTime = writer.end(signaturesOf(open, old)).maxTime;
  });
  return { bytes, maxTime, oldIsDamaged };
}

function scaleOf(
  span: { readonly step: number; readonly start: number },
  open: OpenRows,
  old?: BlockReader
): BlockScale {
  let unit = old?.scale.unit ?? 0;
  for (const { time } of open.rows) unit = greatestCommonDivisor(time - span.start, unit);
  const seconds = span.step / SECOND;
  return { start: span.start, unit: unit === 0 ? span.step : unit, perStep: Number.isInteger(seconds) ? seconds : 1 };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function signaturesOf(open: OpenRows, old: BlockReader | undefined): RowSignature[] {
  const all = new Map((old?.signatures() ?? []).map((signature) => [signatureKey(signature), signature]));
  for (const row of open.rows) all.set(signatureKey(row), row);
  return [...all.values()];
}

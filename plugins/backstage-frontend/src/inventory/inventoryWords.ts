import type { InventoryCounts, InventoryRow, InventoryState } from '@weir/backstage-plugin-weir-common';
import { count, countOf, rate } from '../format/number';
import { duration, moment } from '../format/time';

const SILENT_MS = 5 * 60_000;

/** The states in the order of the filter, with the word that people read. */
export const STATE_WORDS: readonly { state: InventoryState; word: string; of: keyof InventoryCounts }[] = [
  { state: 'matched', word: 'Matched', of: 'matched' },
  { state: 'proposed', word: 'Proposed', of: 'proposed' },
  { state: 'drifted', word: 'Drifted', of: 'drifted' },
  { state: 'catalog-only', word: 'Catalog only', of: 'catalogOnly' },
  { state: 'conflict', word: 'Conflict', of: 'conflict' },
  { state: 'dismissed', word: 'Dismissed', of: 'dismissed' },
];

/** The sentence that answers: is what runs also in the catalog, and the reverse? */
export function inventorySentence(counts: InventoryCounts): string {
  const running = counts.matched + counts.proposed + counts.drifted + counts.conflict;
  const open = counts.proposed + counts.drifted + counts.conflict;
  if (running === 0 && counts.catalogOnly === 0) return 'Nothing is watched yet.';
  if (running === 0) return `None of the ${countOf(counts.catalogOnly, 'service')} in the catalog sends telemetry.`;
  const silent =
    counts.catalogOnly === 0
      ? ''
      : `; ${countOf(counts.catalogOnly, 'catalog entry', 'catalog entries')} ${verb(counts.catalogOnly, 'sends', 'send')} nothing`;
  if (open === 0) {
    return running === 1
      ? `The service that runs is in the catalog${silent}.`
      : `All ${count(running)} services that run are in the catalog${silent}.`;
  }
  const parts = [
    { number: counts.conflict, words: 'claimed twice' },
    { number: counts.drifted, words: 'drifted from the catalog' },
    { number: counts.proposed, words: 'not in the catalog' },
  ].filter((part) => part.number > 0);
  const what =
    parts.length === 1
      ? `${verb(open, 'is', 'are')} ${parts[0]?.words}`
      : `need a decision: ${parts.map((part) => `${count(part.number)} ${part.words}`).join(', ')}`;
  return `${count(open)} of ${countOf(running, 'service')} ${what}${silent}.`;
}

/** What telemetry says of a row: `142 req/s, 8 s ago`; that nothing comes is never a zero. */
export function telemetryWords(telemetry: InventoryRow['telemetry'], now: number): string {
  if (!telemetry) return 'none';
  const { lastSeen, requestRate } = telemetry;
  if (lastSeen === null) return 'none in 7 days';
  if (now - lastSeen > SILENT_MS) return `no data since ${moment(lastSeen, now)}`;
  const age = `${duration(now - lastSeen)} ago`;
  return requestRate === null ? `no calls, ${age}` : `${rate(requestRate)}, ${age}`;
}

/** `Catalog: owner team-a. Traffic: team-order.` */
export function driftWords(drift: InventoryRow['drift'][number]): string {
  const field = drift.field === 'owner' ? 'owner' : 'service name';
  return `Catalog: ${field} ${short(drift.catalog)}. Seen: ${short(drift.seen)}.`;
}

function short(value: string): string {
  return value.replace(/^[a-z]+:default\//, '');
}

function verb(number: number, one: string, many: string): string {
  return number === 1 ? one : many;
}

/** A hole shorter than this share of a season is filled by a straight line. */
const SHORT = 1 / 8;

/**
 * A copy of a regular series without gaps (NaN or infinite values): a short hole becomes a straight line, a longer one
 * repeats what stood one season before (or after, where nothing stands before), tried from the longest season to the
 * shortest. A straight line over thirty hours costs a forecast twice the error of a copy of the week before.
 */
export function fillGaps(values: Float64Array, seasons: readonly number[]): Float64Array {
  const filled = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : Number.NaN));
  const straight = Math.max(1, Math.floor((seasons[0] ?? 0) * SHORT));
  for (let start = 0; start < filled.length; start++) {
    if (!Number.isNaN(filled[start])) continue;
    let end = start;
    while (end < filled.length && Number.isNaN(filled[end])) end++;
    const inside = start > 0 && end < filled.length;
    if (!inside || end - start > straight) repeatSeason(filled, values, start, end, seasons);
    drawLines(filled, start, end);
    start = end;
  }
  return filled;
}

function repeatSeason(
  filled: Float64Array,
  values: Float64Array,
  start: number,
  end: number,
  seasons: readonly number[]
): void {
  for (let i = start; i < end; i++) {
    for (let s = seasons.length - 1; s >= 0 && Number.isNaN(filled[i]); s--) {
      const season = seasons[s] as number;
      const before = filled[i - season] ?? Number.NaN;
      const after = values[i + season] ?? Number.NaN;
      if (Number.isFinite(before)) filled[i] = before;
      else if (Number.isFinite(after)) filled[i] = after;
    }
  }
}

/** Straight lines over what is still missing in `[start, end)`; the ends of the series are held. */
function drawLines(filled: Float64Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    if (!Number.isNaN(filled[i])) continue;
    let next = i;
    while (next < filled.length && Number.isNaN(filled[next])) next++;
    const left = i > 0 ? (filled[i - 1] as number) : (filled[next] ?? 0);
    const right = filled[next] ?? left;
    const width = next - i + 1;
    for (let k = i; k < next; k++) filled[k] = left + ((right - left) * (k - i + 1)) / width;
    i = next;
  }
}

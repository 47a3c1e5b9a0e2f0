/** Runs `each` over all items, at most `width` at a time, and answers in their order. The first failure ends it. */
export async function sideBySide<T, R>(
  items: readonly T[],
  width: number,
  each: (item: T) => Promise<R>
): Promise<R[]> {
  const results: R[] = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await each(items[at]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

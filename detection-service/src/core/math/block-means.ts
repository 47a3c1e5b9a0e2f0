/** Means of blocks of `block` values that end with the series; what does not fill a block at its start is left out. */
export function blockMeans(values: Float64Array, block: number): Float64Array {
  if (block === 1) return values;
  const count = Math.floor(values.length / block);
  const skipped = values.length - count * block;
  const means = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < block; k++) sum += values[skipped + i * block + k] as number;
    means[i] = sum / block;
  }
  return means;
}

/**
 * What is forecast in blocks, back in `horizon` steps: straight lines through the middles of the blocks. `last` is the
 * value of the block before the first one.
 */
export function fromBlockMeans(blocks: ArrayLike<number>, last: number, block: number, horizon: number): Float64Array {
  const steps = new Float64Array(horizon);
  for (let step = 0; step < horizon; step++) {
    const at = (step - (block - 1) / 2) / block;
    const i = Math.floor(at);
    const before = i < 0 ? last : (blocks[Math.min(i, blocks.length - 1)] as number);
    const after = blocks[Math.min(i + 1, blocks.length - 1)] as number;
    steps[step] = block === 1 ? (blocks[step] as number) : before + (after - before) * (at - i);
  }
  return steps;
}

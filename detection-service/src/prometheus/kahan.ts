/**
 * Sums with a correction for what rounding loses (Neumaier's variant of Kahan's summation, as Prometheus has it), so
 * that the order of the series does not show in the result.
 */
export class KahanSum {
  #sum = 0;
  #lost = 0;

  add(x: number): void {
    const next = this.#sum + x;
    if (!Number.isFinite(next)) this.#lost = 0;
    else if (Math.abs(this.#sum) >= Math.abs(x)) this.#lost += this.#sum - next + x;
    else this.#lost += x - next + this.#sum;
    this.#sum = next;
  }

  get total(): number {
    return this.#sum + this.#lost;
  }
}

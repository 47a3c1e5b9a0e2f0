/** Growing rows of `width` unsigned 32-bit numbers: what the decoder remembers of metrics and resources. */
export class RecordTable {
  readonly #width: number;
  #cells: Uint32Array;
  count = 0;

  constructor(width: number) {
    this.#width = width;
    this.#cells = new Uint32Array(width * 8);
  }

  /** Appends a row of zeros and returns its index. */
  add(): number {
    const needed = (this.count + 1) * this.#width;
    if (needed > this.#cells.length) {
      const larger = new Uint32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells.fill(0, needed - this.#width, needed);
    return this.count++;
  }

  get(row: number, cell: number): number {
    return this.#cells[row * this.#width + cell] as number;
  }

  set(row: number, cell: number, value: number): void {
    this.#cells[row * this.#width + cell] = value;
  }
}

/** What the progress bar shows. */
export interface ProgressState {
  /** Bytes read so far, and in all where that is known. */
  readonly taken: number;
  readonly total: number | undefined;
  readonly lines: number;
}

const WIDTH = 28;
const REDRAW_MS = 100;

/** A progress bar on standard error; on something that is not a terminal it prints nothing. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #began = performance.now();
  #drawn = -Infinity;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(state: ProgressState): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now - this.#drawn < REDRAW_MS) return;
    this.#drawn = now;
    const seconds = Math.max((now - this.#began) / 1000, 0.001);
    const rate = `${Math.round(state.lines / seconds).toLocaleString('en')} lines/s`;
    this.#stream.write(`\r\x1b[2K${bar(state)}  ${state.lines.toLocaleString('en')} lines  ${rate}`);
  }

  /** Wipes the bar. */
  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[2K');
  }
}

function bar({ taken, total }: ProgressState): string {
  if (total === undefined || total === 0) return '';
  const share = Math.min(1, taken / total);
  const full = Math.round(share * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.round(share * 100)).padStart(3)} %`;
}

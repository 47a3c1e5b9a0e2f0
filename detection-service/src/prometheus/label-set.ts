/** The label that holds the name of a metric. */
export const METRIC_NAME = '__name__';

export type Label = readonly [name: string, value: string];

/** The labels of one series: sorted by name, a label without a value is not there. Never changes. */
export class LabelSet {
  static readonly EMPTY = new LabelSet([]);
  readonly labels: readonly Label[];
  #key: string | undefined;

  private constructor(sorted: readonly Label[]) {
    this.labels = sorted;
  }

  /** Of two labels of one name the last one counts. */
  static of(labels: Iterable<Label>): LabelSet {
    const byName = new Map(labels);
    const present = [...byName].filter(([, value]) => value !== '');
    return new LabelSet(present.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Equal for equal sets, different for different ones. */
  get key(): string {
    this.#key ??= keyOf(this.labels);
    return this.#key;
  }

  /** Value of a label; the empty text when it is not there, which means the same. */
  get(name: string): string {
    for (const [known, value] of this.labels) if (known === name) return value;
    return '';
  }

  keep(names: ReadonlySet<string>): LabelSet {
    return new LabelSet(this.labels.filter(([name]) => names.has(name)));
  }

  drop(names: ReadonlySet<string>): LabelSet {
    return new LabelSet(this.labels.filter(([name]) => !names.has(name)));
  }

  /** Without the name of the metric: what has been calculated with is no longer that metric. */
  withoutName(): LabelSet {
    const at = this.labels.findIndex(([name]) => name === METRIC_NAME);
    return at < 0 ? this : new LabelSet(this.labels.toSpliced(at, 1));
  }

  with(name: string, value: string): LabelSet {
    return LabelSet.of([...this.labels, [name, value]]);
  }

  /** As Prometheus writes a set of labels in its messages. */
  toString(): string {
    return `{${this.labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
  }
}

/** The length of each value keeps one label from running into the next. */
function keyOf(labels: readonly Label[]): string {
  let key = '';
  for (const [name, value] of labels) key += `${name}=${value.length}:${value},`;
  return key;
}

/** Whether a text can be the name of a label. */
export function isLabelName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

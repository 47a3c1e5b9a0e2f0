import { LabelSet, METRIC_NAME, type Label } from './label-set.ts';
import type { Matcher } from './matcher.ts';

/** One of the series that a metric has for each series of the store. */
export interface Variant {
  /** Name of its metric. */
  readonly metric: string;
  /** Labels that tell it from the metric's other variants. */
  readonly labels: readonly Label[];
}

/** The variants of some metrics: which of them a selector means, before anything is looked for. */
export class Variants<T extends Variant> {
  readonly #all: readonly { readonly variant: T; readonly own: LabelSet }[];
  readonly #labels: ReadonlySet<string>;

  constructor(variants: readonly T[]) {
    this.#all = variants.map((variant) => ({ variant, own: LabelSet.of(ownLabels(variant)) }));
    this.#labels = new Set(variants.flatMap((variant) => ownLabels(variant).map(([name]) => name)));
  }

  /** Those that a selector means. */
  meant(matchers: readonly Matcher[]): readonly T[] {
    const about = matchers.filter(({ label }) => this.#labels.has(label));
    return this.#all
      .filter(({ own }) => about.every(({ label, matches }) => matches(own.get(label))))
      .map(({ variant }) => variant);
  }

  /** What a selector says of the series itself. */
  others(matchers: readonly Matcher[]): readonly Matcher[] {
    return matchers.filter(({ label }) => !this.#labels.has(label));
  }
}

/** All labels of a variant of a series. */
export function withOwnLabels(labels: readonly Label[], variant: Variant): LabelSet {
  return LabelSet.of([...labels, ...ownLabels(variant)]);
}

function ownLabels({ metric, labels }: Variant): readonly Label[] {
  return [[METRIC_NAME, metric], ...labels];
}

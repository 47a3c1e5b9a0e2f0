import { shortestFloat32 } from '../core/math/shortest-float32.ts';
import { SCORED } from '../core/verdict.ts';
import type { SeriesResults } from '../storage/ports.ts';
import type { Label } from './label-set.ts';

/** A metric that Weir's results are shown as. For each series of the store there is one of each variant. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly variants: readonly MetricVariant[];
}

export interface MetricVariant {
  /** Labels that tell it from the other variants. */
  readonly labels: readonly Label[];
  /** Its value at a row of a series' results; NaN where it has none. */
  readonly value: (rows: SeriesResults, row: number) => number;
}

const only = (value: MetricVariant['value']): readonly MetricVariant[] => [{ labels: [], value }];

const bound = (name: string, column: (rows: SeriesResults) => Float32Array): MetricVariant => ({
  labels: [['bound', name]],
  value: (rows, row) => shortestFloat32(column(rows)[row] as number),
});

/** All metrics. To add one, add it here: nothing else knows them by name. */
export const metrics: readonly Metric[] = [
  {
    name: 'weir_sample',
    help: 'What was measured, in the unit of the label unit: rates per second, ratios 0 to 1, latencies in milliseconds.',
    variants: only((rows, row) => rows.value[row] as number),
  },
  {
    name: 'weir_anomaly_score',
    help: 'How anomalous the sample is, 0 to 1; from 0.5 an anomaly opens. None while the detector warms up.',
    variants: only((rows, row) =>
      rows.status[row] === SCORED ? shortestFloat32(rows.score[row] as number) : Number.NaN
    ),
  },
  {
    name: 'weir_expected',
    help: 'What was expected of the sample, and the bounds of the ordinary, in its unit; see the label bound.',
    variants: [
      bound('expected', (rows) => rows.expected),
      bound('lower', (rows) => rows.lower),
      bound('upper', (rows) => rows.upper),
    ],
  },
];

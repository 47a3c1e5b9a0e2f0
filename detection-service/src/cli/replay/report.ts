import type { Entity } from '../../core/series.ts';
import { quantityWriter, short } from '../../core/quantity.ts';
import { DAY, HOUR, MINUTE, SECOND, type Millis } from '../../core/time.ts';
import { chart } from './chart.ts';
import type { AnomalyFinding, Findings, Learned } from './findings.ts';
import type { Density } from './step-choice.ts';

/** What a replay was about, besides what it found. */
export interface ReplaySummary {
  readonly names: readonly string[];
  readonly lines: number;
  readonly unparsed: number;
  readonly from: Millis;
  readonly to: Millis;
  readonly seconds: number;
  readonly step: Millis;
  /** Absent when the step was given by the person. */
  readonly density: Density | undefined;
  readonly densities: readonly Density[];
  /** Points that the service refused, with the reason. */
  readonly refused: readonly (readonly [reason: string, count: number])[];
  readonly hash: string;
}

const FIRST_INDICATORS = [
  'request_rate',
  'error_ratio',
  'client_error_ratio',
  'latency_p50',
  'latency_p95',
  'latency_p99',
];
const LAST = FIRST_INDICATORS.length + 1;
const ROUTES_SHOWN = 12;
const ANOMALIES_SHOWN = 3;
const CHART = { columns: 72, rows: 6 };

/** The report as text for a terminal, at most about 90 columns wide. */
export function report(summary: ReplaySummary, findings: Findings, colour: boolean): string {
  const paint = (code: string, text: string): string => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  const bold = (text: string): string => paint('1', text);
  const dim = (text: string): string => paint('2', text);
  const red = (text: string): string => paint('31;1', text);
  const lines: string[] = [];
  const row = (label: string, text: string): void => void lines.push(`${bold(label.padEnd(10))}${text}`);

  lines.push('');
  row('Log', `${summary.names.join(', ')}`);
  row('', `${moment(summary.from)} – ${moment(summary.to)} UTC (${duration(summary.to - summary.from)})`);
  row('Lines', linesRead(summary));
  if (summary.refused.length > 0)
    row(
      'Refused',
      `by the service: ${summary.refused.map(([reason, count]) => `${count.toLocaleString('en')} points ${reason}`).join(', ')}`
    );
  row('Step', stepSentence(summary));
  lines.push('');
  for (const service of findings.services) {
    const entity = service.entity.entity;
    row('Service', bold(entityName(entity)));
    for (const learned of service.learned.toSorted(byIndicator)) row('', learnedSentence(learned));
  }
  lines.push('');
  routesTable(findings, row, dim);
  lines.push('');

  const { problems } = findings;
  if (problems.length === 0) {
    row('Problems', 'none: nothing left what was learned to be ordinary');
  } else {
    row('Problems', String(problems.length));
    problems.forEach(({ problem, anomalies }, i) => {
      const end = problem.end === undefined ? 'still open' : moment(problem.end);
      const length = problem.end === undefined ? '' : ` (${duration(problem.end - problem.start)})`;
      lines.push('');
      lines.push(
        `${red(`${i + 1}.`)} ${bold(problem.service)}  ${moment(problem.start)} – ${end}${length}` +
          `   confidence ${problem.confidenceScore}, concern ${problem.concernScore}`
      );
      for (const one of anomalies.slice(0, ANOMALIES_SHOWN)) lines.push(...anomalyLines(one, dim, red));
      const more = anomalies.length - ANOMALIES_SHOWN;
      if (more > 0)
        lines.push(dim(`   and ${more} more ${more === 1 ? 'anomaly' : 'anomalies'} (--json FILE has them all)`));
    });
  }
  lines.push('');
  lines.push(dim(`all results: ${summary.hash}`));
  lines.push('');
  return lines.join('\n');
}

function anomalyLines(one: AnomalyFinding, dim: (text: string) => string, red: (text: string) => string): string[] {
  const { anomaly, series } = one;
  const lines = [
    `   ${anomaly.description}`,
    `   ${anomaly.pattern}, ${moment(anomaly.start)} – ${anomaly.end === undefined ? 'open' : moment(anomaly.end)}, confidence ${anomaly.confidenceScore}`,
  ];
  const { rows, top } = chart(one.around, one.from, one.to, series.identity.step, CHART);
  const write = quantityWriter(series.identity.unit, top);
  rows.forEach((row, i) => {
    const label = i === 0 ? write.number(top) + write.unit : i === rows.length - 1 ? '0' : '';
    lines.push(`   ${dim(label.padStart(10))} ${dim('│')}${row.replaceAll('◆', red('◆'))}`);
  });
  lines.push(
    `   ${' '.repeat(10)} ${dim(`└${moment(one.from).padEnd(CHART.columns - 18, ' ')}${moment(one.to).padStart(18)}`)}`
  );
  return lines;
}

function routesTable(
  findings: Findings,
  row: (label: string, text: string) => void,
  dim: (text: string) => string
): void {
  const { routes } = findings;
  const calls = findings.services.reduce((sum, service) => sum + service.calls, 0);
  const listed = routes.reduce((sum, route) => sum + route.calls, 0);
  row('Routes', String(routes.length));
  const several = new Set(routes.map((route) => route.entity.entity.name)).size > 1;
  for (const route of routes.slice(0, ROUTES_SHOWN)) {
    const { name, method, route: template } = route.entity.entity;
    const share = calls === 0 ? 0 : (100 * route.calls) / calls;
    const title = `${several ? `${name} ` : ''}${method ?? ''} ${template ?? ''}`;
    row(
      '',
      `${clip(title, 52).padEnd(52)} ${route.calls.toLocaleString('en').padStart(11)}  ${share.toFixed(1).padStart(5)} %`
    );
  }
  if (routes.length > ROUTES_SHOWN) row('', dim(`and ${routes.length - ROUTES_SHOWN} more`));
  const beyond = calls - listed;
  if (beyond > 0)
    row('', dim(`${beyond.toLocaleString('en')} calls are on routes beyond the limit and count for the service only`));
}

/** Rate first, then errors, then latencies, then what else there is. */
function byIndicator(a: Learned, b: Learned): number {
  const rank = ({ series }: Learned): number => FIRST_INDICATORS.indexOf(series.identity.indicator) + 1 || LAST;
  return rank(a) - rank(b) || (a.series.identity.indicator < b.series.identity.indicator ? -1 : 1);
}

function linesRead(summary: ReplaySummary): string {
  const rate = Math.round(summary.lines / Math.max(summary.seconds, 0.001));
  const aside =
    summary.unparsed === 0 ? '' : `, ${summary.unparsed.toLocaleString('en')} of them not understood and kept aside`;
  return `${summary.lines.toLocaleString('en')}${aside}; read in ${summary.seconds.toFixed(1)} s (${rate.toLocaleString('en')} lines/s)`;
}

function stepSentence({ step, density, densities }: ReplaySummary): string {
  if (density === undefined) return `${duration(step)}, as asked`;
  const why = `${Math.round(100 * density.occupied)} % of the steps looked at have calls, ${short(density.linesPerStep)} on average`;
  const shorter = densities.find((one) => one.step < step && one.step >= MINUTE);
  const against =
    shorter === undefined ? '' : `; at ${duration(shorter.step)} only ${Math.round(100 * shorter.occupied)} %`;
  return `${duration(step)}: ${why}${against}`;
}

function learnedSentence(learned: Learned): string {
  const { indicator, unit } = learned.series.identity;
  if (learned.samples === 0) return `${indicator.padEnd(19)} ${'–'.padStart(10)}  too few calls in a step for a number`;
  const write = quantityWriter(unit, Math.max(Math.abs(learned.median), Math.abs(learned.high)));
  const range = `${write.number(learned.low)} – ${write.number(learned.high)}${write.unit}`;
  const judged =
    learned.judged === 0
      ? 'too short to judge'
      : `${learned.judged.toLocaleString('en')} of ${learned.samples.toLocaleString('en')} steps judged`;
  return `${indicator.padEnd(19)} ${(write.number(learned.median) + write.unit).padStart(10)}  mostly ${range.padEnd(24)} ${judged}`;
}

/** A service's or endpoint's name as people say it. */
export function entityName(entity: Entity): string {
  const place = [entity.environment, entity.namespace].filter((part) => part !== '').join('/');
  return place === '' ? entity.name : `${entity.name} (${place})`;
}

/** A span in the largest two units that fit: `3 d 11 h`, `1 h`, `45 s`. */
export function duration(span: Millis): string {
  const units: readonly [string, Millis][] = [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
  ];
  const parts: string[] = [];
  let rest = Math.round(span / SECOND) * SECOND;
  for (const [name, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

function moment(time: Millis): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

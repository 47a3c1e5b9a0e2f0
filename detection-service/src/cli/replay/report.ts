import { quantityWriter } from '../../core/quantity.ts';
import { chart } from './chart.ts';
import type { AnomalyFinding, Findings, Learned } from './findings.ts';
import type { ReplaySummary } from './summary.ts';
import { byIndicator, duration, entityName, linesRead, moment, stepSentence } from './wording.ts';

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
  const { rows, top } = chart(one, series.identity.step, CHART);
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

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

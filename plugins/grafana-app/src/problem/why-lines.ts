import { Anomaly, Problem, Series } from '../weir/answers';
import { indicatorName, kindOf } from '../words/indicators';
import { compared, measured } from '../words/numbers';
import { during, moment, span } from '../words/times';
import { said } from '../feedback/words';

/** One line of the why-card. */
export interface Line {
  name: string;
  text: string;
}

/** What was seen, and what was expected. */
export function seen({ indicator, peak, start, end }: Anomaly, series?: Series): Line[] {
  const about = series ?? { kind: kindOf(indicator), unit: undefined };
  const lines: Line[] = [];
  const value = peak.value === null ? 'nothing' : measured(peak.value, about);
  lines.push({ name: 'Seen', text: `${indicatorName(indicator)} ${value} at its peak, ${during(start, end)}` });
  if (peak.expected !== null) {
    const more = peak.value === null ? undefined : compared(peak.value, peak.expected);
    lines.push({ name: 'Expected', text: `${measured(peak.expected, about)}${more ? `; it was ${more}` : ''}` });
  }
  return lines;
}

/** Which other indicators left the ordinary with it. */
export function alsoSeen(main: Anomaly, members: Anomaly[]): Line[] {
  const names = members
    .filter(({ indicator }) => indicator !== main.indicator)
    .map(({ indicator }) => indicatorName(indicator));
  const others = [...new Set(names)];
  return others.length > 0 ? [{ name: 'Also', text: `${others.slice(0, 4).join(' · ')} out of the ordinary` }] : [];
}

/** Earlier problems that began in the same way, the newest first. */
export function alike(earlier: Array<{ problem: Problem; anomaly: Anomaly }>, days: number): Line {
  if (earlier.length === 0) {
    return { name: 'Alike', text: `nothing in ${days} days` };
  }
  const [{ problem }] = earlier;
  const word = said(problem.feedback);
  const more = earlier.length > 1 ? `; ${earlier.length} in ${days} days` : '';
  const long = problem.end === null ? '' : `, ${span(problem.end - problem.start)}`;
  return { name: 'Alike', text: `${moment(problem.start)}${long}${word ? `, ${word}` : ''}${more}` };
}

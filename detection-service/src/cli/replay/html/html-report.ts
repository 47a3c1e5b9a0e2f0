import { quantityWriter } from '../../../core/quantity.ts';
import type { Millis } from '../../../core/time.ts';
import type { AnomalyFinding, Findings, Learned } from '../findings.ts';
import type { ReplaySummary } from '../summary.ts';
import { byIndicator, duration, entityName, linesRead, moment, stepSentence } from '../wording.ts';
import { concernLevel } from './concern.ts';
import { lanes } from './lanes.ts';
import { html, Markup } from './markup.ts';
import { seriesChart } from './series-chart.ts';
import { STYLE } from './style.ts';

const ANOMALIES_SHOWN = 4;
const PROBLEMS_SHOWN = 200;
const ROUTES_SHOWN = 200;

/**
 * The report of a replay as one page that can be sent to a colleague: no script, nothing from elsewhere. Whatever a log
 * says is text in it and nothing else; a browser is told to run and to load nothing.
 */
export function htmlReport(summary: ReplaySummary, findings: Findings): string {
  const { names, from, to } = summary;
  const problems = findings.problems.map(({ problem }) => problem);
  const worst = problems.toSorted((a, b) => b.concernScore - a.concernScore || a.start - b.start)[0];
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="generator" content="Weir" />
        <title>${names.join(', ')}: ${problemCount(problems.length)}</title>
        <style>
          ${STYLE_MARKUP}
        </style>
      </head>
      <body>
        <header>
          <h1>${headline(findings)}</h1>
          ${worst !== undefined && html`<p>Of most concern: <a href="#${worst.id}">${worst.description}</a>.</p>`}
          <p class="aside">${names.join(', ')} · ${moment(from)} to ${moment(to)} UTC (${duration(to - from)})</p>
        </header>
        <dl>
          <dt>Lines</dt>
          <dd>${linesRead(summary)}</dd>
          <dt>Step</dt>
          <dd>${stepSentence(summary)}</dd>
          ${
            summary.refused.length > 0 &&
            html`<dt>Refused</dt>
              <dd>
                ${summary.refused.map(([reason, count]) => `${count.toLocaleString('en')} points ${reason}`).join(', ')}
              </dd>`
          }
        </dl>
        ${
          problems.length > 0 &&
          html`<h2>Where and when</h2>
            <div class="wide">${lanes(problems, from, to)}</div>
            ${legend()}`
        }
        ${problems.length > 0 && html`<h2>Problems</h2>`} ${findings.problems.slice(0, PROBLEMS_SHOWN).map(problemCard)}
        ${problems.length > PROBLEMS_SHOWN && html`<p class="aside">and ${problems.length - PROBLEMS_SHOWN} more; --json FILE has them all</p>`}
        <h2>What is ordinary</h2>
        ${findings.services.map(
          ({ entity, learned }) =>
            html`<h3>${entityName(entity.entity)}</h3>
              <div class="wide">
                <table>
                  <thead>
                    <tr>
                      <th>Indicator</th>
                      <th class="number">Median</th>
                      <th>Mostly</th>
                      <th class="number">Steps judged</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${learned.toSorted(byIndicator).map(learnedRow)}
                  </tbody>
                </table>
              </div>`
        )}
        ${routes(findings)}
        <footer>
          <p>
            In the charts the line is what was measured, the band what was expected, and the marked points are out of
            the ordinary. All times are UTC.
          </p>
          <p>All results: ${summary.hash}</p>
        </footer>
      </body>
    </html> `;
  return page.text;
}

/** The page's own style, which needs no escaping. */
const STYLE_MARKUP = new Markup(STYLE);

function headline({ problems, services }: Findings): string {
  const watched = services.length === 1 ? '1 service' : `${services.length} services`;
  return problems.length === 0
    ? `Nothing out of the ordinary in ${watched}`
    : `${problemCount(problems.length)} in ${watched}`;
}

/** From when to when: the day once where both are on one. */
function span(start: Millis, end: Millis | undefined): string {
  if (end === undefined) return `since ${moment(start)}, still open`;
  const from = moment(start);
  const to = moment(end);
  const until = to.slice(0, 10) === from.slice(0, 10) ? to.slice(11) : to;
  return `${from} to ${until} (${duration(end - start)})`;
}

function problemCount(count: number): string {
  if (count === 0) return 'no problems';
  return count === 1 ? '1 problem' : `${count} problems`;
}

function legend(): Markup {
  return html`<p class="aside">
    ${[10, 30, 60, 90].map((score) => {
      const { word, mark, className } = concernLevel(score);
      return html`<span class="mark"><i class="${className}">${mark}</i> ${word}</span>&ensp;`;
    })}
  </p>`;
}

function problemCard({ problem, anomalies }: Findings['problems'][number]): Markup {
  const { word, mark, className } = concernLevel(problem.concernScore);
  const more = anomalies.length - ANOMALIES_SHOWN;
  return html`<article id="${problem.id}">
    <h3>${problem.description}</h3>
    <p>
      <span class="mark"><i class="${className}">${mark}</i> ${word} ${problem.concernScore}</span> · confidence
      ${problem.confidenceScore} · ${span(problem.start, problem.end)}
    </p>
    ${anomalies.slice(0, ANOMALIES_SHOWN).map(anomalyFigure)}
    ${more > 0 && html`<p class="aside">and ${more} more ${more === 1 ? 'anomaly' : 'anomalies'}; --json FILE has them all</p>`}
  </article> `;
}

function anomalyFigure(finding: AnomalyFinding): Markup {
  const { anomaly } = finding;
  const { description, pattern, start, end, confidenceScore } = anomaly;
  return html`<figure>
    <figcaption>${description}. ${pattern}, ${span(start, end)}, confidence ${confidenceScore}</figcaption>
    <div class="wide">${seriesChart(finding)}</div>
  </figure> `;
}

function learnedRow(learned: Learned): Markup {
  const { indicator, unit, kind } = learned.series.identity;
  if (learned.samples === 0) {
    return html`<tr>
      <td>${indicator}</td>
      <td class="number">–</td>
      <td>too few calls in a step for a number</td>
      <td></td>
    </tr>`;
  }
  const write = quantityWriter(
    kind === 'ratio' ? '1' : unit,
    Math.max(Math.abs(learned.median), Math.abs(learned.high))
  );
  const judged = `${learned.judged.toLocaleString('en')} of ${learned.samples.toLocaleString('en')}`;
  return html`<tr>
    <td>${indicator}</td>
    <td class="number">${write.number(learned.median)}${write.unit}</td>
    <td>${write.number(learned.low)} to ${write.number(learned.high)}${write.unit}</td>
    <td class="number">${judged}</td>
  </tr>`;
}

function routes({ routes: found, services }: Findings): Markup {
  const calls = services.reduce((sum, service) => sum + service.calls, 0);
  const several = services.length > 1;
  return html`<h2>Routes</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            ${several && html`<th>Service</th>`}
            <th>Route</th>
            <th class="number">Calls</th>
            <th class="number">Share</th>
          </tr>
        </thead>
        <tbody>
          ${found.slice(0, ROUTES_SHOWN).map(({ entity: { entity }, calls: own }) => {
            const share = calls === 0 ? 0 : (100 * own) / calls;
            return html`<tr>
              ${several && html`<td>${entity.name}</td>`}
              <td>${entity.method ?? ''} ${entity.route ?? ''}</td>
              <td class="number">${own.toLocaleString('en')}</td>
              <td class="number">${share.toFixed(1)} %</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    ${found.length > ROUTES_SHOWN && html`<p class="aside">and ${found.length - ROUTES_SHOWN} more</p>`}`;
}

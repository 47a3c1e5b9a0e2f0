import type { Problem } from '../../../aggregate/problem.ts';
import type { Millis } from '../../../core/time.ts';
import { concernLevel } from './concern.ts';
import { html, type Markup } from './markup.ts';
import { timeTicks } from './ticks.ts';

const WIDTH = 860;
const NAME = 160;
const ROW = 28;
const AXIS = 24;
/** A problem is at least so wide, or a minute in two weeks could not be seen. */
const LEAST = 4;
const MOST_ROWS = 15;
const NAME_LENGTH = 22;

/** Where and when: a lane for each service that had a problem, filled as high as its concern. */
export function lanes(problems: readonly Problem[], from: Millis, to: Millis): Markup {
  const byService = [...Map.groupBy(problems, ({ service }) => service)]
    .map(([service, own]) => ({ service, own, worst: Math.max(...own.map(({ concernScore }) => concernScore)) }))
    .sort((a, b) => b.worst - a.worst || (a.service < b.service ? -1 : 1));
  const shown = byService.slice(0, MOST_ROWS);
  const height = shown.length * ROW + AXIS;
  const x = (time: Millis): number => NAME + ((time - from) / Math.max(1, to - from)) * (WIDTH - NAME - 8);
  const bar = (problem: Problem, row: number): Markup => {
    const { className, word } = concernLevel(problem.concernScore);
    const left = x(Math.max(from, problem.start));
    const width = Math.max(LEAST, x(Math.min(to, problem.end ?? to)) - left);
    const tall = 5 + ((ROW - 11) * problem.concernScore) / 100;
    return html`<a href="#${problem.id}"
      ><rect
        class="${className}"
        x="${left.toFixed(1)}"
        width="${width.toFixed(1)}"
        y="${((row + 1) * ROW - 3 - tall).toFixed(1)}"
        height="${tall.toFixed(1)}"
        ><title>${word} ${problem.concernScore}: ${problem.description}</title></rect
      ></a
    >`;
  };
  const label = `${problems.length} problems of ${byService.length} services over time`;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">
      ${timeTicks(from, to).map(
        ({ time, label: text }) =>
          html`<line class="grid" x1="${x(time).toFixed(1)}" x2="${x(time).toFixed(1)}" y1="0" y2="${height - AXIS}" />
            <text class="tick" x="${x(time).toFixed(1)}" y="${height - 6}" text-anchor="middle">${text}</text>`
      )}
      ${shown.map(
        ({ service, own }, row) =>
          html`<line
              class="lane"
              x1="${NAME}"
              x2="${WIDTH - 8}"
              y1="${(row + 1) * ROW - 2}"
              y2="${(row + 1) * ROW - 2}"
            />
            <text class="name" x="0" y="${(row + 1) * ROW - 8}">${clip(service)}<title>${service}</title></text>
            ${own.map((problem) => bar(problem, row))}`
      )}
    </svg>
    ${byService.length > MOST_ROWS && html`<p class="aside">and ${byService.length - MOST_ROWS} more services with problems of less concern</p>`}`;
}

function clip(name: string): string {
  return name.length <= NAME_LENGTH ? name : `${name.slice(0, NAME_LENGTH - 1)}…`;
}

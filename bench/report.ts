import type { BenchResult, Figure, Target } from './bench.ts';

const BEGIN = '<!-- figures: written by `yarn bench --write` -->';
const END = '<!-- end of figures -->';

/** Results as Markdown: ratios first, then what this machine came to, with what each figure must reach. */
export function markdown(results: readonly BenchResult[], machine: string): string {
  const ratios = results.flatMap((result) =>
    result.ratios.map((figure) => `| ${result.bench} | ${figure.name} | ${shown(figure)} |`)
  );
  const figures = results.flatMap((result) =>
    result.figures.map((figure) => `| ${result.bench} | ${figure.name} | ${shown(figure)} | ${verdict(figure)} |`)
  );
  const peers = results.map((result) => `- **${result.bench}**: ${result.what}. Peer: ${result.peer}.`);
  return [
    '### Ratios to the peer, of the same run',
    ['| benchmark | figure | Weir |', '|---|---|---|', ...ratios].join('\n'),
    peers.join('\n'),
    '### As of this machine',
    machine,
    ['| benchmark | figure | value | target |', '|---|---|---|---|', ...figures].join('\n'),
  ].join('\n\n');
}

/** The document with its figures replaced. Throws when it does not have the two marks. */
export function withFigures(document: string, figures: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the document has no lines "${BEGIN}" and "${END}"`);
  return `${document.slice(0, begin + BEGIN.length)}\n\n${figures}\n\n${document.slice(end)}`;
}

/** A figure to four digits with its unit. */
export function shown({ value, unit }: Figure): string {
  return `${value.toLocaleString('en', { maximumSignificantDigits: 4 })} ${unit}`;
}

function verdict({ value, target }: Figure): string {
  if (target === undefined) return '';
  const { kind, gate, goal } = target;
  const passed = meets(value, target, gate) ? 'met' : '**missed**';
  const aimed =
    goal === undefined ? '' : `, goal ${goal.toLocaleString('en')} ${meets(value, target, goal) ? 'met' : 'not met'}`;
  return `${kind} ${gate.toLocaleString('en')}: ${passed}${aimed}`;
}

function meets(value: number, { kind }: Target, bound: number): boolean {
  return kind === 'at least' ? value >= bound : value <= bound;
}

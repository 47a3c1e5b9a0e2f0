/**
 * Text of people in a Markdown document of ours, so that it cannot break the document's structure: headings go below
 * the heading that it stands under, code fences are closed, HTML is text. Everything else means what it meant
 * (CommonMark 0.31). How links and images are shown is up to whoever renders the document.
 */

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
/** What quotes and lists put before the text of a line. */
const CONTAINERS = /^(?: {0,3}> ?| {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]{1,4})*/;
const HEADING = /^( {0,3})(#{1,6})(?=[ \t]|$)/;
const UNDERLINE = /^( {0,3})(=+|-+)[ \t]*$/;
const DEEPEST = 6;

/** A text of several lines under a heading of `level`, without blank lines around it. */
export function embedMarkdown(markdown: string, level: number): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let fence: string | undefined;
  const flush = (): void => {
    out.push(...embedParagraph(paragraph, level));
    paragraph = [];
  };
  for (const line of markdown.replaceAll(/\r\n?/g, '\n').split('\n')) {
    if (fence !== undefined) {
      if (closes(line, fence)) {
        out.push(fence);
        fence = undefined;
      } else out.push(line);
      continue;
    }
    const [, opening, info = ''] = FENCE.exec(line) ?? [];
    if (opening !== undefined) {
      flush();
      // Without its indent: at the margin it is a fence whatever list it stood in, for every reader the same.
      fence = opening;
      out.push(opening + info);
    } else if (line.trim() === '') {
      flush();
      out.push('');
    } else paragraph.push(line);
  }
  flush();
  if (fence !== undefined) out.push(fence);
  // What indents the first line may be all that makes it code.
  return out.join('\n').replace(/^\n+/, '').trimEnd();
}

function closes(line: string, fence: string): boolean {
  const text = line.trimEnd().replace(/^ {0,3}/, '');
  return text.length >= fence.length && text === (fence[0] as string).repeat(text.length);
}

/** Lines without a blank one between them. */
function embedParagraph(lines: readonly string[], level: number): string[] {
  // A code span that may go over a line's end is not followed: then nothing counts as code.
  const codeIsClear = lines.every((line) => pieces(line).every(({ unclosed }) => !unclosed));
  return lines.map((line, at) => embedLine(codeIsClear ? escapeOutsideCode(line) : escapeHtml(line), at, level));
}

function embedLine(line: string, at: number, level: number): string {
  // Under a line of text it would turn that one into a heading; `- ` is no list there.
  const underline = (text: string): string => (at > 0 ? text.replace(UNDERLINE, '$1\\$2') : text);
  if (underline(line) !== line) return underline(line);
  const [before = ''] = CONTAINERS.exec(line) ?? [];
  const rest = line.slice(before.length);
  const heading = HEADING.exec(rest);
  if (heading === null) return before + underline(rest);
  const [whole, indent = '', marks = ''] = heading;
  return before + indent + '#'.repeat(Math.min(DEEPEST, marks.length + level)) + rest.slice(whole.length);
}

interface Piece {
  readonly text: string;
  readonly code: boolean;
  /** Backticks that nothing closes on this line. */
  readonly unclosed: boolean;
}

/** A line as text and code spans. */
function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  let text = '';
  for (let at = 0; at < line.length;) {
    if (line[at] === '\\') {
      text += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    const [run] = /^`+/.exec(line.slice(at)) ?? [];
    if (run === undefined) {
      text += line[at] as string;
      at++;
      continue;
    }
    const end = closing(line, at + run.length, run.length);
    found.push({ text, code: false, unclosed: end === undefined });
    text = '';
    const to = end ?? at + run.length;
    found.push({ text: line.slice(at, to), code: end !== undefined, unclosed: end === undefined });
    at = to;
  }
  return [...found, { text, code: false, unclosed: false }];
}

/** The end of the next run of exactly `length` backticks. */
function closing(line: string, from: number, length: number): number | undefined {
  for (const match of line.slice(from).matchAll(/`+/g)) {
    if (match[0].length === length) return from + match.index + length;
  }
  return undefined;
}

function escapeOutsideCode(line: string): string {
  return pieces(line)
    .map(({ text, code }) => (code ? text : escapeHtml(text)))
    .join('');
}

/** `<` that could begin HTML; addresses in angle brackets stay. */
function escapeHtml(text: string): string {
  return text.replaceAll(/<(?=[A-Za-z/!?])(?!(?:https?:\/\/|mailto:)[^\s<>]*>)/g, '&lt;');
}

/** A text of one line as it is: nothing in it is Markdown, HTML or a character reference. */
export function plainInMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>|~#$]/g, '\\$&')
    .replaceAll(/&(?=#?[A-Za-z0-9]+;)/g, '&amp;');
}

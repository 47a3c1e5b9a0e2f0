import { LineCounter, isNode, parseDocument } from 'yaml';
import { WeirError } from '../core/errors.ts';

/** A configuration file is written by people; more than this is something else. */
const MOST_BYTES = 1024 * 1024;

/** A YAML text as data, with the line that each value stands on. */
export interface YamlSource {
  readonly value: unknown;
  /** Line of the value at the path, or of what is nearest around it, from 1. */
  line(path: readonly (string | number)[]): number;
}

/**
 * Reads YAML 1.2. An empty text is an empty object.
 * @throws {WeirError} `invalid_argument` with file, line and what is wrong
 */
export function readYaml(text: string, file: string): YamlSource {
  if (text.length > MOST_BYTES) throw refused(file, 1, `at most ${MOST_BYTES} characters`, `${text.length}`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problem = document.errors[0];
  if (problem !== undefined) throw refused(file, lines.linePos(problem.pos[0]).line, 'valid YAML', problem.message);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw refused(file, 1, 'valid YAML', error instanceof Error ? error.message : String(error));
  }
  return {
    value,
    line: (path) => {
      for (let depth = path.length; depth > 0; depth--) {
        const node = document.getIn(path.slice(0, depth), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}

function refused(file: string, line: number, expected: string, found: string): WeirError {
  const path = `${file}:${line}`;
  return new WeirError('invalid_argument', `${path}: expected ${expected}, found: ${found}`, [
    { path, expected, found },
  ]);
}

import { WeirError } from '../core/errors.ts';

/** A flag that a command takes. */
export interface Flag {
  /** With its dashes: `--json`. */
  readonly name: string;
  /** What stands behind it, for the help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

/** A command line taken apart. */
export interface Arguments {
  readonly positional: readonly string[];
  /** Values by flag, in their order; a switch has the value `true`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/** Somebody asked for `--help`: thrown instead of an answer, because nothing else is to be done. */
export class HelpAsked extends Error {
  /** The flags, a line each. */
  constructor(flags: readonly Flag[]) {
    const shown = flags.map(
      ({ name, value, help }) => [value === undefined ? name : `${name} ${value}`, help] as const
    );
    const width = Math.max(...shown.map(([head]) => head.length));
    super(shown.map(([head, help]) => `  ${head.padEnd(width)}  ${help}\n`).join(''));
  }
}

/** Takes a command line apart; `--flag=value` and `--flag value` are the same, `--` ends the flags. Throws `HelpAsked` for `--help`, `WeirError('invalid_argument')` for what is no flag. */
export function parseArguments(argv: readonly string[], flags: readonly Flag[]): Arguments {
  const positional: string[] = [];
  const values = new Map<string, string[]>();
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') {
      positional.push(...words);
      break;
    }
    if (word === '--help') throw new HelpAsked(flags);
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
      continue;
    }
    const { name, value } = takeFlag(word, words, flags);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return { positional, flags: values };
}

/** A flag and its value, which may be the next of `words` and is then taken from them. */
function takeFlag(word: string, words: string[], flags: readonly Flag[]): { name: string; value: string } {
  const cut = word.indexOf('=');
  const name = cut < 0 ? word : word.slice(0, cut);
  const flag = flags.find((known) => known.name === name);
  if (flag === undefined) throw unknown(name, flags);
  if (flag.value === undefined) return { name, value: 'true' };
  const value = cut < 0 ? words.shift() : word.slice(cut + 1);
  if (value !== undefined) return { name, value };
  throw new WeirError('invalid_argument', `${name} needs a value: ${name} ${flag.value}.`, [
    { path: name, expected: flag.value, found: 'nothing' },
  ]);
}

function unknown(name: string, flags: readonly Flag[]): WeirError {
  const known = flags.map((flag) => flag.name).join(', ');
  return new WeirError('invalid_argument', `There is no flag ${name}; known are ${known}.`, [
    { path: name, expected: known, found: name },
  ]);
}

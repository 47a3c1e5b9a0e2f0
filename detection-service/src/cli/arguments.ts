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

/** Takes a command line apart; `--flag=value` and `--flag value` are the same, `--` ends the flags. */
export function parseArguments(argv: readonly string[], flags: readonly Flag[]): Arguments {
  const positional: string[] = [];
  const values = new Map<string, string[]>();
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') {
      positional.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      positional.push(word);
      continue;
    }
    const cut = word.indexOf('=');
    const name = cut < 0 ? word : word.slice(0, cut);
    const flag = flags.find((known) => known.name === name);
    if (flag === undefined) throw unknown(name, flags);
    let value = cut < 0 ? undefined : word.slice(cut + 1);
    if (flag.value === undefined) value = 'true';
    else if (value === undefined) value = argv[++i];
    if (value === undefined) {
      throw new WeirError('invalid_argument', `${name} needs a value: ${name} ${flag.value ?? ''}.`, [
        { path: name, expected: flag.value ?? '', found: 'nothing' },
      ]);
    }
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return { positional, flags: values };
}

function unknown(name: string, flags: readonly Flag[]): WeirError {
  const known = flags.map((flag) => flag.name).join(', ');
  return new WeirError('invalid_argument', `There is no flag ${name}; known are ${known}.`, [
    { path: name, expected: known, found: name },
  ]);
}

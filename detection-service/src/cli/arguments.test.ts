import { describe, expect, it } from 'vitest';
import { HelpAsked, parseArguments } from './arguments.ts';

const FLAGS = [
  { name: '--data', value: 'DIR', help: 'where' },
  { name: '--quiet', help: 'say less' },
];

describe('a command line', () => {
  it('is taken apart into flags and the rest', () => {
    const { positional, flags } = parseArguments(
      ['a.log', '--data', 'x', '--quiet', '-', '--data=y', '--', '--data'],
      FLAGS
    );
    expect(positional).toEqual(['a.log', '-', '--data']);
    expect([...flags]).toEqual([
      ['--data', ['x', 'y']],
      ['--quiet', ['true']],
    ]);
  });

  it('with --help is answered with all flags, whatever else it says', () => {
    let help: unknown;
    try {
      parseArguments(['a.log', '--help'], FLAGS);
    } catch (error) {
      help = error;
    }
    expect(help).toBeInstanceOf(HelpAsked);
    expect((help as HelpAsked).message).toBe('  --data DIR  where\n  --quiet     say less\n');
    expect(parseArguments(['--', '--help'], FLAGS).positional).toEqual(['--help']);
  });

  it.each([
    [['--dta', 'x'], /There is no flag --dta; known are --data, --quiet/],
    [['--data'], /--data needs a value: --data DIR/],
  ])('%j is refused with a sentence', (argv, sentence) => {
    expect(() => parseArguments(argv, FLAGS)).toThrow(sentence);
  });
});

import Type, { type TInteger, type TObject, type TOptional, type TSchema, type TString, type TUnsafe } from 'typebox';
import { DURATION_PATTERN, SIZE_PATTERN } from './units.ts';

/** What the schemas of the configuration are made of. */

interface Bounds {
  readonly minimum?: string;
  readonly maximum?: string;
}

/** A length of time as people write it: `x-unit` says what it is, `x-minimum` and `x-maximum` bound it. */
export const duration = (
  preset: string,
  description: string,
  { minimum = '0s', maximum = '3650d' }: Bounds = {}
): TString =>
  Type.String({
    pattern: DURATION_PATTERN,
    default: preset,
    examples: ['60s', '10m', '72h', '35d'],
    'x-unit': 'duration',
    'x-minimum': minimum,
    'x-maximum': maximum,
    description,
  });

/** A number of bytes as people write it. */
export const size = (
  preset: string,
  description: string,
  { minimum = '1B', maximum = '1000TB' }: Bounds = {}
): TString =>
  Type.String({
    pattern: SIZE_PATTERN,
    default: preset,
    examples: ['20GB', '16MiB', '1KiB'],
    'x-unit': 'size',
    'x-minimum': minimum,
    'x-maximum': maximum,
    description,
  });

/** A whole number from 1 on. */
export const count = (preset: number, maximum: number, description: string): TInteger =>
  Type.Integer({ minimum: 1, maximum, default: preset, description });

/** One of a few words. */
export const word = <const T extends readonly string[]>(
  values: T,
  options: { readonly default?: T[number]; readonly description: string }
): TUnsafe<T[number]> => Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });

/** An object with defaults inside: absent means all of them. */
export const section = <T extends Record<string, TSchema>>(description: string, properties: T): TObject<T> =>
  Type.Object(properties, { additionalProperties: false, default: {}, description });

/** A secret: not itself, but where it stands. */
export const reference = (what: string): TObject<{ env: TOptional<TString>; file: TOptional<TString> }> =>
  Type.Object(
    {
      env: Type.Optional(
        Type.String({
          pattern: '^[A-Za-z_][A-Za-z0-9_]{0,255}$',
          description: `${what}: name of an environment variable.`,
        })
      ),
      file: Type.Optional(
        Type.String({ minLength: 1, maxLength: 4_096, description: `${what}: path of a file that holds nothing else.` })
      ),
    },
    {
      additionalProperties: false,
      description: `${what}: where it stands, \`{env: NAME}\` or \`{file: PATH}\`, never the secret itself.`,
    }
  );

/** The path of a file or directory, which may be left out. */
export const file = (description: string): TOptional<TString> =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 4_096, description }));

import type { FastifySchemaCompiler } from 'fastify';
import Schema from 'typebox/schema';
import type { TSchema } from 'typebox';
import { namedSchemas } from '@weir/contract';
import { WeirError } from '../core/errors.ts';
import { schemaErrorDetails } from '../core/schema-errors.ts';

const definitions: Readonly<Record<string, TSchema>> = Object.fromEntries(
  namedSchemas.map((schema) => [`${schema.$id}#`, schema])
);

const SUBJECT: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'headers',
};

/**
 * Checks a part of a request against its schema, with the library that the schemas are written in. Nothing is
 * converted in a body; in path and query, where everything is text, whole numbers and true/false are read. Unknown
 * parameters are refused: one with a typing mistake would silently change nothing.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const check = Schema.Compile(definitions, schema);
  return (given: unknown) => {
    const value = httpPart === 'body' ? given : readTexts(schema, given);
    const [fits, errors] = check.Errors(value);
    if (fits) return { value };
    const details = schemaErrorDetails(schema, value, errors, definitions);
    const first = details[0];
    const reason = first === undefined ? '' : `: ${first.path} must be ${first.expected}, found ${first.found}`;
    return {
      error: new WeirError('invalid_argument', `The ${SUBJECT[httpPart] ?? httpPart} is refused${reason}.`, details),
    };
  };
};

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
}

function readTexts(schema: TSchema, given: unknown): Record<string, unknown> {
  const { properties = {} } = schema as ObjectSchema;
  return Object.fromEntries(
    Object.entries((given ?? {}) as Record<string, unknown>).map(([key, text]) => [
      key,
      readText(text, properties[key]?.type),
    ])
  );
}

function readText(text: unknown, type: string | undefined): unknown {
  if (typeof text !== 'string') return text;
  if (type === 'integer' && /^-?\d{1,16}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

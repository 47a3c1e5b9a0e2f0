/** Spans that the tab of an entity can show. */
export const RANGES = ['24h', '7d', '30d'] as const;

/** One of {@link RANGES}. */
export type Range = (typeof RANGES)[number];

/** `pageSize` of a page with a table: rows a page, 10 to 200; 50 without it. */
export const pageSizeSchema = schemaOf<number>(
  { type: 'integer', minimum: 10, maximum: 200, default: 50 },
  (value) => Number.isInteger(value) && (value as number) >= 10 && (value as number) <= 200,
  50,
  'a whole number from 10 to 200'
);

/** `range` of the tab: the span that it opens with; `24h` without it. */
export const rangeSchema = schemaOf<Range>(
  { type: 'string', enum: [...RANGES], default: '24h' },
  (value) => RANGES.includes(value as Range),
  '24h',
  `one of ${RANGES.join(', ')}`
);

/**
 * A schema by the Standard Schema interface, which the configuration of extensions takes, with a JSON schema for
 * documentation. Two values do not warrant a schema library in every portal.
 */
function schemaOf<T>(
  jsonSchema: Record<string, unknown>,
  accepts: (value: unknown) => boolean,
  missing: T,
  expected: string
) {
  return {
    '~standard': {
      version: 1 as const,
      vendor: 'weir',
      types: undefined as unknown as { input: T | undefined; output: T } | undefined,
      validate(value: unknown): { value: T } | { issues: { message: string }[] } {
        if (value === undefined) return { value: missing };
        if (accepts(value)) return { value: value as T };
        return { issues: [{ message: `Expected ${expected}, but received ${JSON.stringify(value)}` }] };
      },
      jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
    },
  };
}

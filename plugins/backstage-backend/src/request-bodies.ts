import { InputError } from '@backstage/errors';
import { z } from 'zod';

const ref = z.string().min(3).max(256);

/** Bodies and queries of the operations that are this plugin's own. */
export const bodies = {
  summaries: z.object({ entityRefs: z.array(ref).min(1).max(100), sparklines: z.boolean().optional() }).strict(),
  /** Whether the person is the owner is found out here; what a browser says of it is dropped. */
  vote: z.object({ stars: z.number().int().min(1).max(5), comment: z.string().max(4_000).optional() }),
  plan: z.object({ ids: z.array(z.string().min(1).max(4_096)).min(1).max(200) }).strict(),
  decisions: z
    .object({
      decisions: z
        .array(
          z
            .object({
              id: z.string().min(1).max(4_096),
              decision: z.enum(['accept', 'dismiss', 'choose', 'keep-catalog', 'propose-change', 'undo']),
              ref: ref.optional(),
              owner: z.string().min(1).max(256).optional(),
            })
            .strict()
        )
        .min(1)
        .max(200),
    })
    .strict(),
  ratedServices: z
    .object({
      scope: z.enum(['calls', 'team', 'all']).optional(),
      q: z.string().max(256).optional(),
      owner: z.string().max(256).optional(),
      band: z.enum(['A', 'B', 'C', 'D', 'E', 'provisional']).optional(),
      offset: z.coerce.number().int().min(0).max(1_000_000).optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    })
    .strict(),
};

/** @throws InputError that names what is wrong where */
export function parse<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, given: unknown): T {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new InputError(`The request is refused: ${wrong.join('; ')}`);
}

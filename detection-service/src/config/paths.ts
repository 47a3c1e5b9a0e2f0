import type { TSchema } from 'typebox';
import { ConfigSchema } from './schema.ts';

/** One value that can be set on its own, by flag or environment. */
export interface ConfigLeaf {
  /** `retention.log.age` */
  readonly path: string;
  /** `WEIR_RETENTION_LOG_AGE` */
  readonly variable: string;
  readonly schema: TSchema;
}

/** Every value of the configuration that can be set on its own, in the order of the schema. */
export const CONFIG_LEAVES: readonly ConfigLeaf[] = leaves(ConfigSchema, []);

function leaves(schema: TSchema, parents: readonly string[]): ConfigLeaf[] {
  const properties = (schema as { readonly properties?: Readonly<Record<string, TSchema>> }).properties;
  if (properties === undefined) {
    return [{ path: parents.join('.'), variable: `WEIR_${parents.map(constantCase).join('_')}`, schema }];
  }
  return Object.entries(properties).flatMap(([key, inner]) => leaves(inner, [...parents, key]));
}

function constantCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

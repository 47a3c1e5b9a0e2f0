import type { Config } from './schema.ts';

/** Whether several replicas share the work. */
export function isDistributed({ kafka }: Pick<Config, 'kafka'>): boolean {
  return kafka.brokers.length > 0;
}

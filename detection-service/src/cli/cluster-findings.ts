import type { Config } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import type { Finding } from './finding.ts';
import { kafkaFindings } from './kafka-findings.ts';

/** Looks at one thing that replicas share. */
interface ClusterCheck {
  /** What it is called when it could not be looked at. */
  readonly subject: string;
  readonly examine: (config: Config, env: NodeJS.ProcessEnv) => Promise<readonly Finding[]>;
}

/** Everything that replicas share, in the order in which it is reported. */
const CHECKS: readonly ClusterCheck[] = [{ subject: 'kafka', examine: kafkaFindings }];

/** What is well and what is wrong of all that replicas share. Nothing where the service is one process. */
export async function clusterFindings(config: Config, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  if (config.kafka.brokers.length === 0) return [];
  const findings = await Promise.all(
    CHECKS.map(async ({ subject, examine }) => {
      try {
        return await examine(config, env);
      } catch (error) {
        if (!(error instanceof WeirError)) throw error;
        return [{ state: 'wrong', subject, sentence: error.message } as const];
      }
    })
  );
  return findings.flat();
}

import { CONFIG_FLAGS } from '../config/flags.ts';
import type { Config } from '../config/schema.ts';
import { WeirError } from '../core/errors.ts';
import { applyTopics, examineTopics } from '../kafka/apply-topics.ts';
import { clientOptions } from '../kafka/client-options.ts';
import { openAdmin } from '../kafka/open-admin.ts';
import type { SettingChange, TopicPlan } from '../kafka/topic-plan.ts';
import { topics as wantedTopics } from '../kafka/topics.ts';
import { parseArguments } from './arguments.ts';
import { configured } from './serve.ts';

const ACTIONS = ['apply', 'show'] as const;

/**
 * `weir topics apply|show`: makes the topics of the configuration and changes the settings that differ, or says what
 * would be done. Exits with 1 when something is wrong that cannot be changed.
 */
export async function topics(argv: readonly string[]): Promise<number> {
  const { positional, flags } = parseArguments(argv, [
    ...CONFIG_FLAGS,
    { name: '--dry-run', help: 'only say what would be done, as `show` does' },
  ]);
  const action = ACTIONS.find((known) => known === positional[0]);
  if (action === undefined || positional.length > 1) {
    const expected = ACTIONS.join(' or ');
    throw new WeirError('invalid_argument', `Say what to do with the topics: weir topics ${expected}.`, [
      { path: 'topics', expected, found: positional.join(' ') || 'nothing' },
    ]);
  }
  const { kafka } = configured(flags);
  if (kafka.brokers.length === 0) {
    throw new WeirError('invalid_argument', 'There are no brokers: set kafka.brokers.', [
      { path: 'kafka.brokers', expected: 'at least one host:port', found: 'none' },
    ]);
  }
  return apply(kafka, action === 'apply' && !flags.has('--dry-run'));
}

async function apply(kafka: Config['kafka'], changing: boolean): Promise<number> {
  const admin = openAdmin(clientOptions(kafka, 'topics'));
  try {
    const plan = await examineTopics(admin, wantedTopics(kafka), kafka.replication);
    if (changing) await applyTopics(admin, plan, kafka.replication);
    process.stdout.write(report(plan, changing));
    return plan.wrong.length > 0 ? 1 : 0;
  } finally {
    await admin.close();
  }
}

function report({ create, change, wrong, notes }: TopicPlan, changed: boolean): string {
  const [made, set] = changed ? ['made  ', 'set   '] : ['make  ', 'set   '];
  const lines = [
    ...create.map(({ name, partitions }) => `${made}  ${name}, ${partitions} partitions`),
    ...change.map((one) => `${set}  ${difference(one)}`),
    ...notes.map((one) => `note    ${difference(one)}; left as it is`),
    ...wrong.map(
      (one) =>
        `WRONG   ${difference(one)}; a topic keeps its ${one.setting}: make it anew, or change kafka.${one.setting}`
    ),
  ];
  if (lines.length === 0) lines.push('The topics are as they should be.');
  return `${lines.join('\n')}\n`;
}

function difference({ topic, setting, expected, found }: SettingChange): string {
  return `${topic}: ${setting} expected ${expected}, found ${found}`;
}

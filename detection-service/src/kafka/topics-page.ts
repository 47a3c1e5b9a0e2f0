import { DAY, HOUR, type Millis } from '../core/time.ts';
import { settingsOf } from './topic-plan.ts';
import { topics } from './topics.ts';

const DEFAULTS = { prefix: 'weir', partitions: 16, tenants: ['default'] };

/** The page of the documentation about topics, for the defaults of the configuration. */
export function topicsPage(): string {
  const all = topics(DEFAULTS);
  return [
    '# Topics',
    '',
    '<!-- Generated from detection-service/src/kafka/topics.ts by `yarn contract`; change it there. -->',
    '',
    'With `kafka.brokers` several replicas share the work, and these topics are between them and around them. `weir topics',
    'apply` makes them and puts their settings right, `weir topics show` only says what it would do; a second `apply` has',
    'nothing to do. The names begin with `kafka.prefix`. Another tenant of `kafka.tenants` than the first has an operational',
    'topic of its own, `<prefix>.<tenant>.operational.metrics.v1`.',
    '',
    '| topic | key | a record is | partitions | kept |',
    '|---|---|---|---|---|',
    ...all.map(
      ({ name, key, record, partitions, count, cleanup, retention }) =>
        `| \`${name}\` | ${key} | ${record} | ${partitions}${count === 'exact' ? ', exactly' : ' or any other number'} | ${kept(cleanup, retention)} |`
    ),
    '',
    'Where the number of partitions is exact, who writes and who reads count on it (`kafka.partitions`); a topic with another',
    'number is refused. To change it, make topics under another prefix.',
    '',
    '## How records may change',
    '',
    'The number at the end of a name is the version of the schema. What is not said here makes a topic with the next number.',
    '',
    '| topic | without a new version |',
    '|---|---|',
    ...all.map(({ name, evolution }) => `| \`${name}\` | ${evolution} |`),
    '',
    '## Settings',
    '',
    'For who makes the topics by other means. `min.insync.replicas` is 2 from three copies on (`kafka.replication`).',
    '',
    ...all.flatMap((topic) => [
      `- \`${topic.name}\`: ${[...settingsOf(topic, 1)].map(([name, value]) => `\`${name}=${value}\``).join(', ')}`,
    ]),
    '',
  ].join('\n');
}

function kept(cleanup: 'delete' | 'compact', retention: Millis): string {
  if (cleanup === 'compact') return 'the newest of each key';
  if (retention === Infinity) return 'until the owner of the partition lets it go (`retention.log`)';
  return retention % DAY === 0 ? `${retention / DAY} days` : `${retention / HOUR} hours`;
}

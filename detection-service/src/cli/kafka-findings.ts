import type { Admin, BaseOptions } from '@platformatic/kafka';
import type { Config } from '../config/schema.ts';
import { MINUTE, SECOND, type Millis } from '../core/time.ts';
import { examineTopics } from '../kafka/apply-topics.ts';
import { clientOptions } from '../kafka/client-options.ts';
import { kafkaError } from '../kafka/kafka-error.ts';
import { openAdmin } from '../kafka/open-admin.ts';
import { RecordSender } from '../kafka/record-sender.ts';
import { unknownRequests } from '../kafka/requests.ts';
import type { SettingChange } from '../kafka/topic-plan.ts';
import { topicNames, topics, type Topic } from '../kafka/topics.ts';
import type { Finding } from './finding.ts';

const BROKERS = 'kafka';
const TOPICS = 'kafka topics';
const COPIES = 'kafka copies';
const CLOCK = 'kafka clock';
/** Clocks may differ by what their machines' synchronisation leaves; from the second bound on, times are refused. */
const NOTICED: Millis = 10 * SECOND;
const HARMFUL: Millis = 2 * MINUTE;
/** A record under this key is asked for its time, and says nothing. */
const CLOCK_KEY = Buffer.from('doctor.clock');

/**
 * How Kafka is: whether all brokers are reached, speak as we do and have the topics as they should be, with copies enough
 * and with the time that we have.
 * @throws {WeirError} `unavailable` when no broker is reached
 */
export async function kafkaFindings({ kafka }: Config, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const client = clientOptions(kafka, 'doctor', env);
  const admin = openAdmin(client);
  try {
    const wanted = topics(kafka);
    const plan = await examineTopics(admin, wanted, kafka.replication);
    const there = wanted.filter((topic) => !plan.create.includes(topic));
    return [
      ...(await brokerFindings(admin, kafka)),
      ...topicFindings(plan),
      ...(await copyFindings(admin, there, plan.notes)),
      ...(await clockFindings(client, topicNames(kafka.prefix).config, there)),
    ];
  } finally {
    await admin.close();
  }
}

async function brokerFindings(admin: Admin, { tls, sasl }: Config['kafka']): Promise<Finding[]> {
  const { brokers } = await admin.metadata({ topics: [], forceUpdate: true });
  const unreached: Finding[] = [];
  for (const [id, { host, port }] of brokers) {
    try {
      await admin.connectToBrokers([id]);
    } catch (error) {
      const doing = `Broker ${id} says that it is at ${host}:${port}, where it is not reached`;
      unreached.push({ state: 'wrong', subject: BROKERS, sentence: kafkaError(error, doing).message });
    }
  }
  if (unreached.length > 0) return unreached;
  const unknown = unknownRequests(await admin.listApis());
  if (unknown.length > 0) {
    const sentence = `the brokers do not know ${unknown.join(', ')} as they are spoken here: Kafka 3.0 or newer is needed`;
    return [{ state: 'wrong', subject: BROKERS, sentence }];
  }
  const count = `${brokers.size} ${brokers.size === 1 ? 'broker' : 'brokers'}`;
  const who = sasl === undefined ? 'without credentials' : `as ${sasl.username} by ${sasl.mechanism}`;
  return [{ state: 'ok', subject: BROKERS, sentence: `${count}, ${tls.enabled ? 'TLS' : 'no TLS'}, ${who}` }];
}

function topicFindings({
  create,
  change,
  wrong,
}: {
  readonly create: readonly Topic[];
  readonly change: readonly SettingChange[];
  readonly wrong: readonly SettingChange[];
}): Finding[] {
  const findings: Finding[] = wrong.map(({ topic, setting, expected, found }) => ({
    ...{ state: 'wrong', subject: TOPICS },
    sentence: `${topic} has ${found} ${setting} instead of ${expected}, which cannot be changed: make it anew, or set kafka.${setting}`,
  }));
  if (create.length > 0) {
    const names = create.map(({ name }) => name).join(', ');
    findings.push({ state: 'wrong', subject: TOPICS, sentence: `missing: ${names}; \`weir topics apply\` makes them` });
  }
  for (const { topic, setting, expected, found } of change) {
    const sentence = `${topic}: ${setting} is ${found} instead of ${expected}; \`weir topics apply\` changes it`;
    findings.push({ state: 'note', subject: TOPICS, sentence });
  }
  if (findings.length > 0) return findings;
  return [{ state: 'ok', subject: TOPICS, sentence: 'all there, with the settings that they should have' }];
}

async function copyFindings(
  admin: Admin,
  there: readonly Topic[],
  fewer: readonly SettingChange[]
): Promise<Finding[]> {
  const metadata = await admin.metadata({ topics: there.map(({ name }) => name), forceUpdate: true });
  const findings: Finding[] = fewer.map(({ topic, expected, found }) => ({
    ...{ state: 'note', subject: COPIES },
    sentence: `${topic} has ${found} of each partition, kafka.replication says ${expected}`,
  }));
  let single = 0;
  for (const [name, { partitions }] of metadata.topics) {
    const behind = partitions.filter(({ replicas, isr }) => isr.length < replicas.length).length;
    if (behind > 0) {
      const sentence = `${name}: ${behind} of ${partitions.length} partitions wait for copies that are not up to date`;
      findings.push({ state: 'note', subject: COPIES, sentence });
    }
    if (partitions.some(({ replicas }) => replicas.length < 2)) single += 1;
  }
  if (single > 0) {
    const sentence = `of ${single} topics there is one copy only: what its broker loses is lost`;
    findings.push({ state: 'note', subject: COPIES, sentence });
  }
  if (findings.length > 0 || there.length === 0) return findings;
  return [{ state: 'ok', subject: COPIES, sentence: 'every partition has its copies, all up to date' }];
}

/** Compares the clocks by what time a broker puts on a record: one without a value, which compaction takes away. */
async function clockFindings(client: BaseOptions, topic: string, there: readonly Topic[]): Promise<Finding[]> {
  if (!there.some(({ name }) => name === topic)) return [];
  const sender = new RecordSender({ client });
  try {
    const before = Date.now();
    const { appendTime } = await sender.send({ topic, partition: 0, key: CLOCK_KEY, value: null });
    return appendTime === undefined ? [] : [clockFinding(appendTime, before, Date.now())];
  } finally {
    await sender.close();
  }
}

/** What it means that a broker said `theirs` somewhere between two moments of ours. */
export function clockFinding(theirs: Millis, before: Millis, after: Millis): Finding {
  const ahead = theirs > after ? theirs - after : Math.min(0, theirs - before);
  const size = Math.abs(ahead);
  const seconds = `${(size / SECOND).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine`;
  if (size > HARMFUL) {
    const sentence = `the broker is ${seconds}: telemetry is refused as from the future or too old; synchronise the clocks`;
    return { state: 'wrong', subject: CLOCK, sentence };
  }
  if (size > NOTICED) return { state: 'note', subject: CLOCK, sentence: `the broker is ${seconds}` };
  return { state: 'ok', subject: CLOCK, sentence: 'the broker has the time of this machine' };
}

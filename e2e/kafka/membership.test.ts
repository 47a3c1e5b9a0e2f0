import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { GroupOffsets } from '@weir/detection-service/kafka/group-offsets.ts';
import { Membership } from '@weir/detection-service/kafka/membership.ts';
import { partitionsOf } from '@weir/detection-service/kafka/sticky-assignment.ts';
import { Kafka } from '../support/kafka.ts';
import { scratchFolder } from '../support/scratch.ts';
import { pause } from '../support/service-process.ts';

/**
 * Members of a group come, leave, are killed and are frozen, and the broker is lost. At the end all partitions are shared,
 * and no two members that were well had one at a time for longer than a session.
 */
const folder = scratchFolder('kafka-members');
const TOPIC = 'shared';
const PARTITIONS = 16;
const SESSION = 6000;
const MEMBER = fileURLToPath(new URL('./member-process.ts', import.meta.url));
let kafka: Kafka;
const members = new Set<Member>();

beforeAll(async () => {
  kafka = await Kafka.start(path.join(folder, 'kafka'), { [TOPIC]: PARTITIONS, growing: 2 });
});
afterEach(async () => {
  await Promise.all([...members].map((member) => member.kill()));
  members.clear();
});
afterAll(async () => {
  await kafka.stop();
  Kafka.killStragglers();
});

/** From when to when a member had a partition. */
interface Span {
  readonly partition: number;
  readonly from: number;
  to: number;
}

class Member {
  readonly spans: Span[] = [];
  readonly events: string[] = [];
  #child: ChildProcess;
  #ended: Promise<unknown>;

  constructor(group: string) {
    const args = [MEMBER, kafka.address, group, TOPIC, String(SESSION)];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on('line', (line) => this.#take(line));
    members.add(this);
  }

  /** What it has now. */
  get owned(): number[] {
    return this.spans.filter(({ to }) => to === Infinity).map(({ partition }) => partition);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async leave(): Promise<void> {
    this.signal('SIGTERM');
    await this.#ended;
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#ended;
    this.#end(this.owned, Date.now());
  }

  #take(line: string): void {
    const { at, event, partitions } = JSON.parse(line) as { at: number; event: string; partitions: number[] };
    this.events.push(event);
    if (event === 'assigned')
      for (const partition of partitions) this.spans.push({ partition, from: at, to: Infinity });
    else this.#end(partitions, at);
  }

  #end(partitions: readonly number[], at: number): void {
    for (const span of this.spans) if (span.to === Infinity && partitions.includes(span.partition)) span.to = at;
  }
}

async function until(what: () => boolean, within: number): Promise<number> {
  const from = Date.now();
  while (!what()) {
    if (Date.now() - from > within) throw new Error(`not within ${within} ms: ${what.toString()}`);
    await pause(20);
  }
  return Date.now() - from;
}

/** Whether these share everything, as many for each, give or take one. */
function shared(...all: readonly Member[]): () => boolean {
  return () => {
    const owned = all.map((member) => member.owned);
    const sizes = owned.map(({ length }) => length);
    return (
      new Set(owned.flat()).size === PARTITIONS &&
      owned.flat().length === PARTITIONS &&
      Math.max(...sizes) - Math.min(...sizes) <= 1
    );
  };
}

/** The longest time for which two of them had the same partition. */
function longestOverlap(...all: readonly Member[]): number {
  const spans = all.flatMap((member) => member.spans.map((span) => ({ member, ...span })));
  let longest = 0;
  for (const a of spans) {
    for (const b of spans) {
      if (a.member === b.member || a.partition !== b.partition) continue;
      longest = Math.max(longest, Math.min(a.to, b.to) - Math.max(a.from, b.from));
    }
  }
  return longest;
}

describe('members of a group', () => {
  it('share the partitions over 1, 2, 3, 2, 1 members, one of which is killed', async () => {
    const one = new Member('steps');
    await until(shared(one), 20_000);
    const two = new Member('steps');
    await until(shared(one, two), 20_000);
    const keptBefore = [...one.owned];
    const three = new Member('steps');
    await until(shared(one, two, three), 20_000);
    expect(keptBefore).toEqual(expect.arrayContaining(one.owned));
    await two.kill();
    const taken = await until(shared(one, three), 30_000);
    await three.leave();
    const left = await until(shared(one), 10_000);
    expect([one, two, three].flatMap(({ events }) => events)).not.toContain('lost');
    // Nobody was unwell while others had its partitions, so nothing was ever with two.
    expect(longestOverlap(one, two, three)).toBeLessThanOrEqual(0);
    // Who is killed is missed after a session; who leaves is not waited for.
    expect(taken).toBeGreaterThan(SESSION / 2);
    expect(left).toBeLessThan(SESSION);
  });

  it('count what they have as lost when they were frozen, and join again', async () => {
    const one = new Member('frozen');
    const two = new Member('frozen');
    await until(shared(one, two), 30_000);
    two.signal('SIGSTOP');
    await until(() => one.owned.length === PARTITIONS, 4 * SESSION);
    await pause(500);
    const woken = Date.now();
    two.signal('SIGCONT');
    await until(shared(one, two), 30_000);
    expect(two.events).toContain('lost');
    // From when it could do anything again.
    const late = two.spans.map(({ to }) => to).filter((to) => to !== Infinity && to >= woken);
    expect(Math.max(...late) - woken).toBeLessThan(1000);
  });

  it('are well again after the broker was killed, and no two have the same for longer than a session', async () => {
    const all = [new Member('broker'), new Member('broker')] as const;
    await until(shared(...all), 30_000);
    await kafka.kill();
    await pause(2 * SESSION);
    // They have heard nothing for a session.
    expect(all.map(({ owned }) => owned)).toEqual([[], []]);
    await kafka.start();
    await until(shared(...all), 60_000);
    await kafka.kill();
    await kafka.start();
    await pause(2 * SESSION);
    await until(shared(...all), 60_000);
    expect(longestOverlap(...all)).toBeLessThan(SESSION);
  });
});

describe('a member', () => {
  const client = () => clientOptions({ brokers: [kafka.address], tls: { enabled: false } }, 'test-member');
  const nothing = { onAssigned: () => undefined, onRevoked: () => Promise.resolve(), onLost: () => undefined };

  it('sees that a topic has grown, and says when one is not there', async () => {
    const troubles: string[] = [];
    const membership = new Membership({
      ...{ client: client(), group: 'growing', topics: ['growing', 'nowhere'], session: SESSION, ...nothing },
      onTrouble: (error) => troubles.push(error?.message ?? 'well'),
    });
    membership.join();
    await until(() => partitionsOf(membership.assignment).length === 2, 20_000);
    expect(troubles.at(-1)).toMatch(/nowhere.*topic is not there/);
    await kafka.tool('org.apache.kafka.tools.TopicCommand', ['--alter', '--topic', 'growing', '--partitions', '5']);
    await until(() => partitionsOf(membership.assignment).length === 5, 60_000);
    await membership.leave();
  });

  it('commits how far it has come, and goes on there', async () => {
    const membership = new Membership({
      client: client(),
      group: 'offsets',
      topics: [TOPIC],
      session: SESSION,
      ...nothing,
    });
    const gaps: number[][] = [];
    const offsets = new GroupOffsets({
      ...{ client: client(), group: 'offsets', place: () => membership.place },
      onGap: (_topic, ...gap) => gaps.push(gap),
    });
    expect(await offsets.position(TOPIC, 3)).toBe(0);
    membership.join();
    await until(() => partitionsOf(membership.assignment).length === PARTITIONS, 20_000);
    await offsets.commit(TOPIC, 3, 17);
    expect(await offsets.position(TOPIC, 3)).toBe(17);
    expect(await offsets.position(TOPIC, 4)).toBe(0);
    await membership.leave();
    await expect(offsets.commit(TOPIC, 3, 18)).rejects.toMatchObject({ name: 'WeirError', code: 'unavailable' });
    expect([await offsets.position(TOPIC, 3), gaps]).toEqual([17, []]);
    await offsets.close();
  });

  it('says that nobody is there, and can leave all the same', async () => {
    const troubles: string[] = [];
    const membership = new Membership({
      ...{ client: { ...client(), bootstrapBrokers: [{ host: '127.0.0.1', port: 9 }] }, group: 'nobody' },
      ...{ topics: [TOPIC], session: SESSION, ...nothing },
      onTrouble: (error) => troubles.push(error?.message ?? 'well'),
    });
    membership.join();
    await until(() => troubles.length > 0, 20_000);
    expect(troubles[0]).toMatch(/nobody listens there/);
    await membership.leave();
  });
});

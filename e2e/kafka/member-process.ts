import { clientOptions } from '@weir/detection-service/kafka/client-options.ts';
import { Membership } from '@weir/detection-service/kafka/membership.ts';
import { partitionsOf, type Assignment } from '@weir/detection-service/kafka/sticky-assignment.ts';

/**
 * A member of a group as a process of its own: writes each change as a line of JSON. Arguments: broker, group, topic,
 * session in milliseconds. SIGTERM makes it leave.
 */
const [broker = '', group = '', topic = '', session = ''] = process.argv.slice(2);

function say(event: string, assignment: Assignment): void {
  const partitions = partitionsOf(assignment).map(({ partition }) => partition);
  process.stdout.write(`${JSON.stringify({ at: Date.now(), event, partitions })}\n`);
}

const membership = new Membership({
  client: clientOptions({ brokers: [broker], tls: { enabled: false } }, `member-${process.pid}`),
  ...{ group, topics: [topic], session: Number(session) },
  onAssigned: (added) => say('assigned', added),
  onRevoked: async (gone) => {
    // Letting go takes a while, as shipping a snapshot does.
    await new Promise((resolve) => setTimeout(resolve, 700));
    say('revoked', gone);
  },
  onLost: (gone) => say('lost', gone),
  onTrouble: (error) => process.stderr.write(`${error?.message ?? 'well'}\n`),
});
process.on('SIGTERM', () => void membership.leave());
membership.join();

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readFault, readSpan } from './node-simulator/faults.ts';
import { NodeSimulator } from './node-simulator/node-simulator.ts';

const HELP = `node dev/node-simulator.ts [options]

A network node to try the receiver's yang_push on: RESTCONF (RFC 8040) with ietf-interfaces, ietf-subscribed-notifications
(RFC 8639) and ietf-yang-push (RFC 8641); notifications go out over HTTPS-notif. Listens on loopback only. Subscriptions
are in memory: a restart loses them.

  --port PORT            of RESTCONF (default 8444)
  --interfaces N         eth0 to eth(N-1) (default 4)
  --seed N               of their traffic (default 1)
  --fault KIND:IF:AT:FOR what goes wrong, when (from now) and for how long; may be given several times:
                         interface-down:eth1:5m:2m, discards:eth2:-1h:10m, silence::10m:1m
  --history SPAN         begin each subscription so far in the past, such as 6h; it is told as fast as it is taken
  --cert FILE --key FILE what it shows to RESTCONF clients and receivers; without them RESTCONF is HTTP
  --ca FILE              who vouches for receivers; without it they are spoken to in the clear
  --login USER:PASSWORD  what RESTCONF clients must give
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    port: { type: 'string', default: '8444' },
    interfaces: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    fault: { type: 'string', multiple: true, default: [] },
    history: { type: 'string', default: '0s' },
    cert: { type: 'string' },
    key: { type: 'string' },
    ca: { type: 'string' },
    login: { type: 'string' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const now = Date.now();
const read = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : readFileSync(file, 'utf8');
const node = new NodeSimulator({
  port: Number(values.port),
  interfaces: Number(values.interfaces),
  seed: Number(values.seed),
  faults: values.fault.map((text) => readFault(text, now)),
  booted: now - (readSpan(values.history) ?? 0),
  identity: { ca: read(values.ca), cert: read(values.cert), key: read(values.key) },
  login: values.login,
});
process.stderr.write(`RESTCONF on ${await node.start()}; end it with Ctrl-C\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void node.stop().then(() => process.exit(0)));

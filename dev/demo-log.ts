import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { demoLog } from './demo-log/demo-log.ts';

/**
 * `npm run -s demo-log -- --seed 7 --days 14 > access.log`: an access log with seeded faults to try `weir replay` on. The
 * faults that were put in are listed on standard error.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '14' },
    'calls-per-minute': { type: 'string', default: '60' },
    from: { type: 'string', default: '2026-03-02T00:00:00Z' },
  },
});
const { faults, text } = demoLog({
  seed: Number(values.seed),
  days: Number(values.days),
  callsPerMinute: Number(values['calls-per-minute']),
  from: Date.parse(values.from),
});
for (const fault of faults) {
  const span = `${new Date(fault.start).toISOString()} – ${new Date(fault.end).toISOString()}`;
  process.stderr.write(
    `${fault.kind.padEnd(13)} ${span}${fault.endpoint === undefined ? '' : `  endpoint ${fault.endpoint}`}\n`
  );
}
for (const part of text) if (!process.stdout.write(part)) await once(process.stdout, 'drain');

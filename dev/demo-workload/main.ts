import { parseArgs } from 'node:util';
import { WeirError } from '@weir/detection-service/core/errors.ts';
import { runDemo, type DemoEvent } from './run-demo.ts';

/**
 * `node dev/demo-workload/main.ts --data DIR [--seed N] [--collector URL] [--weir URL]`: the demo as a process, which
 * `npm start` runs and listens to. It ends with its parent. The service's token comes in `WEIR_DEMO_TOKEN`.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seed: { type: 'string', default: '1' },
    collector: { type: 'string', default: 'http://127.0.0.1:4318' },
    weir: { type: 'string', default: 'http://127.0.0.1:8780' },
  },
});
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
process.on('disconnect', () => stopping.abort());

const report = (event: DemoEvent): void => {
  if (process.connected) process.send?.(event);
};

try {
  if (values.data === undefined) throw new WeirError('invalid_argument', '--data DIR is missing.');
  const token = process.env['WEIR_DEMO_TOKEN'];
  const { seed, data, collector, weir } = values;
  await runDemo({ data, collector, weir, token, seed: Number(seed), report, stopped: stopping.signal });
} catch (error) {
  process.stderr.write(`demo: ${error instanceof WeirError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
if (process.connected) process.disconnect();

import { composeShard } from '@weir/detection-service/app.ts';
import { loadConfig } from '@weir/detection-service/config/load.ts';

/**
 * The shard of one replica as a process, without its HTTP side: what can be killed between any two steps. Says four times
 * a second, as a line of JSON, how it is; SIGTERM ends it in good order.
 */
const STATUS_INTERVAL_MS = 250;
const config = loadConfig({ file: process.argv[2], env: process.env });
const shard = await composeShard(config, (sentence) => process.stderr.write(`${sentence}\n`));
const timer = setInterval(() => {
  void shard.status().then(({ partitions, problems, metrics }) => {
    const { verdicts, series, lagRecords } = metrics;
    process.stdout.write(`${JSON.stringify({ partitions, problems, verdicts, series, lagRecords })}\n`);
  });
}, STATUS_INTERVAL_MS);
process.once('SIGTERM', () => {
  clearInterval(timer);
  void shard.close().then(() => process.exit(0));
});

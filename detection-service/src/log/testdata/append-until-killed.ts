import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../core/random.ts';
import { lockDataDirectory } from '../data-lock.ts';
import { openSegmentLog } from '../segment-log.ts';

/*
 * Appends to the log of a directory until it is killed, and prints `<offset> <hash of the payload>` for every entry
 * that was acknowledged. Arguments: the directory, a seed.
 */
const [directory = '', seed = '0'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
lockDataDirectory(directory);
const log = await openSegmentLog(join(directory, 'log'), { segmentBytes: 256 * 1024 });

async function sender(): Promise<never> {
  for (;;) {
    const payload = Buffer.alloc(Math.floor(random() ** 4 * 60_000), Math.floor(random() * 256));
    const offset = await log.append({
      kind: 'metrics',
      tenant: 'default',
      appendTime: log.nextOffset,
      partitions: 1,
      gzip: false,
      payload,
    });
    writeSync(1, `${offset} ${createHash('sha256').update(payload).digest('hex')}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, sender));

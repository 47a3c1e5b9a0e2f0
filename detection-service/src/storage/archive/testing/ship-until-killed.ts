import { writeSync } from 'node:fs';
import { openEmbeddedStorage } from '../../embedded/embedded-storage.ts';
import { story } from '../../embedded/testing/story.ts';
import { seeded } from '../../exam/examples.ts';
import { DirectoryObjects } from '../../objects/directory-objects.ts';
import { PartitionArchive } from '../partition-archive.ts';

/*
 * Restores a partition, goes on with a story from there, takes snapshots and ships them until it is killed. Prints
 * `announced <offset>` before a snapshot is shipped and `shipped <offset>` afterwards. Arguments: the root of the objects,
 * the partition, an empty directory, a seed of the story, one of this life, how many steps the story has.
 */
const [root = '', partition = '', directory = '', seed = '0', life = '0', steps = '0'] = process.argv.slice(2);
const random = seeded(Number(life));
const objects = new DirectoryObjects(root);
const archive = new PartitionArchive({ objects, partition, directory, writer: `life-${life}`, recent: 0, grace: 0 });
const restored = await archive.restore();
const storage = openEmbeddedStorage(directory);
const acts = story(Number(seed), Number(steps));
void archive.fetchRest();
writeSync(1, 'begun\n');
let under: Promise<unknown> = Promise.resolve();
for (let next = restored?.offset ?? 0; next < acts.length;) {
  for (const end = Math.min(acts.length, next + 1 + Math.floor(random() * 4)); next < end; next++)
    acts[next]?.(storage);
  if (random() < 0.1) storage.seal();
  const offset = next;
  storage.writeSnapshot({ offset, stages: {} });
  writeSync(1, `announced ${offset}\n`);
  under = archive.ship(offset).then(({ state }) => writeSync(1, `${state} ${offset}\n`));
  if (random() < 0.7) await under;
  else await new Promise((resolve) => setTimeout(resolve, random() * 5));
}
await under;
writeSync(1, 'ended\n');

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../core/random.ts';
import { logExam } from './exam.ts';
import { FaultyFiles } from './faulty-files.ts';
import { openSegmentLog } from './segment-log.ts';

const segmentBytes = 4096;

logExam(
  'segments on the disk',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'weir-log-'));
    return {
      open: () => openSegmentLog(directory, { segmentBytes }),
      dispose: () => rm(directory, { recursive: true }),
    };
  },
  { survivesReopen: true }
);

logExam(
  'segments on the faulty disk without faults',
  () => {
    const files = new FaultyFiles(seededRandom(1));
    const open = () => openSegmentLog('/data', { segmentBytes, files });
    return Promise.resolve({ open, dispose: () => Promise.resolve() });
  },
  { survivesReopen: true }
);

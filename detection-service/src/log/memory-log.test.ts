import { logExam } from './exam.ts';
import { openMemoryLog } from './memory-log.ts';

const place = { open: () => Promise.resolve(openMemoryLog()), dispose: () => Promise.resolve() };

logExam('memory', () => Promise.resolve(place), { survivesReopen: false });

import { logExam } from './exam.ts';
import { openMemoryLog } from './memory-log.ts';

logExam('memory', async () => ({ open: async () => openMemoryLog(), dispose: async () => undefined }), {
  survivesReopen: false,
});

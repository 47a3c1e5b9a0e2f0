import { MemoryOwners } from './memory-owners.ts';
import { examineOwners } from './exam.ts';

examineOwners('memory', () => {
  const clock = { now: 1e12 };
  const owners = new MemoryOwners(() => clock.now);
  return Promise.resolve({
    owners,
    others: owners,
    pass: (milliseconds) => {
      clock.now += milliseconds;
      return Promise.resolve();
    },
    discard: () => Promise.resolve(),
  });
});

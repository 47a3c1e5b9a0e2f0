import { defineConfig } from 'vitest/config';

/** Tests that mostly wait for minutes of the wall clock to pass. */
const LIVE = [
  'e2e/demo/start.test.ts',
  'e2e/faults/dead-collector.test.ts',
  'e2e/portal/**/*.test.ts',
  'e2e/real-servers/**/*.test.ts',
  'e2e/sources/**/*.test.ts',
];

/**
 * `yarn test` runs the projects one by one: the pipeline tests start real processes and want the machine to themselves;
 * the live ones run two at a time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['detection-service/src/**/*.test.ts', 'dev/**/*.test.ts', 'bench/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'contract', include: ['packages/contract/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'pipeline',
          include: ['e2e/**/*.test.ts'],
          exclude: LIVE,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'live', include: LIVE, testTimeout: 600_000, hookTimeout: 600_000 } },
    ],
  },
});

import { defineConfig } from 'vitest/config';

/** `yarn test` runs the projects one by one: the pipeline tests start real processes and want the machine to themselves. */
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
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

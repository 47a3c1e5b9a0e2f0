import { defineConfig } from 'vitest/config';

/** Tests that mostly wait for minutes of the wall clock to pass. */
const LIVE = [
  'e2e/demo/start.test.ts',
  'e2e/faults/dead-collector.test.ts',
  'e2e/portal/**/*.test.ts',
  'e2e/real-servers/**/*.test.ts',
  'e2e/sources/**/*.test.ts',
];

/** Tests that start real processes and ask nothing of the clock. */
const ROOMY = [
  'e2e/backstage-install/**/*.test.ts',
  'e2e/compose/**/*.test.ts',
  'e2e/demo/history.test.ts',
  'e2e/faults/{bad-input,doctor,full-disk,service-down,start}.test.ts',
  'e2e/forecast/**/*.test.ts',
  'e2e/grafana-bundles/**/*.test.ts',
  'e2e/grafana-provisioning/**/*.test.ts',
  'e2e/kafka/{doctor,feed,kill,log,lost-answer,many-partitions,serve,spine,topics}.test.ts',
  'e2e/prometheus/**/*.test.ts',
  'e2e/replay/input.test.ts',
  'e2e/storage/**/*.test.ts',
];

/** Minutes of brokers that are lost and members that come and go: in `npm run test:full` only. */
const LONG = [
  'e2e/kafka/{doctor,feed,lost-answer,lost-leader,membership}.test.ts',
  'e2e/replica/**/*.test.ts',
  'e2e/storage/{metadata-mirror,s3-objects}.test.ts',
];
const left = process.env['WEIR_TEST_FULL'] === undefined ? LONG : [];

/**
 * `yarn test` runs the projects one by one: the pipeline tests want the machine to themselves; the roomy and the live ones
 * run two at a time, but not beside each other: the live ones also assert how soon something is found.
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
          exclude: [...ROOMY, ...LIVE, ...left],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'roomy', include: ROOMY, exclude: left, testTimeout: 600_000, hookTimeout: 600_000 } },
      { test: { name: 'live', include: LIVE, testTimeout: 600_000, hookTimeout: 600_000 } },
    ],
  },
});

/** The architecture as rules: what may import what. `yarn arch` checks them. */
const pure =
  '^detection-service/src/(core|rekey|preprocess|detect|forecast|topology|aggregate|ratings|feedback|postmortem|inventory|prometheus)/';
const test = '\\.test\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-knows-nobody',
      severity: 'error',
      from: { path: '^detection-service/src/core/' },
      to: { path: '^detection-service/src/', pathNot: '^detection-service/src/core/' },
    },
    {
      name: 'pure-stays-pure',
      comment: 'Algorithms do no I/O. node:crypto gives the ids, node:util compares: functions of their input.',
      severity: 'error',
      from: { path: pure, pathNot: test },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util)$' },
    },
    {
      name: 'pure-not-to-edges',
      severity: 'error',
      from: { path: pure, pathNot: test },
      to: { path: '^detection-service/src/(http|publish|shard|cli|storage/[^/]+/|config|telemetry|app|main|pipeline)' },
    },
    {
      name: 'detectors-are-strangers',
      comment:
        'A detector knows core and the interface, never a sibling; what it is made of stands in a folder of its own name.',
      severity: 'error',
      from: {
        path: '^detection-service/src/(detect|forecast)/([^/]+)\\.ts$',
        pathNot: '(registry|exam|\\.test)\\.ts$',
      },
      to: {
        path: '^detection-service/src/$1/',
        pathNot: '^detection-service/src/$1/((detector|forecaster)\\.ts$|$2/)',
      },
    },
    {
      name: 'only-the-root-picks-adapters',
      severity: 'error',
      from: {
        path: '^detection-service/src/',
        pathNot:
          '^detection-service/src/((app|compose-replica|open-shared|open-replica-reads)\\.ts|storage/|log/)|\\.test\\.ts$',
      },
      to: { path: '^detection-service/src/storage/[^/]+/' },
    },
    {
      name: 'contract-stops-at-http',
      comment: 'The domain never imports contract types; config documents itself with the same schema library.',
      severity: 'error',
      from: { path: '^detection-service/src/', pathNot: '^detection-service/src/http/' },
      to: { path: '^packages/contract' },
    },
    {
      name: 'service-does-not-know-its-makers',
      severity: 'error',
      from: { path: '^(detection-service|packages)/' },
      to: { path: '^(dev|bench|e2e)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};

// force timezone to UTC to allow tests to work regardless of local timezone
// generally used by snapshots, but can affect specific tests
process.env.TZ = 'UTC';

const scaffold = require('./.config/jest.config');
const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');
const [swc] = Object.values(scaffold.transform);

module.exports = {
  // Jest configuration provided by Grafana scaffolding
  ...scaffold,
  // Some packages below @grafana/* 13 are published as .mjs only.
  transform: { '^.+\\.m?(t|j)sx?$': swc },
  // The first draw of a page takes seconds on a busy machine.
  testTimeout: 60_000,
  transformIgnorePatterns: [nodeModulesToTransform([...grafanaESModules, '@ver0/deep-equal', 'd3-.*', '@react-hookz'])],
};

import { collectorBinary } from '../detection-service/src/cli/collector/build.ts';
import { WeirError } from '../detection-service/src/core/errors.ts';

/** Builds the collector if need be, while packages are being installed: so it names files, and imports no package. */
const say = (line: string): boolean => process.stderr.write(`weir: ${line}\n`);
try {
  await collectorBinary(say);
} catch (error) {
  if (!(error instanceof WeirError)) throw error;
  say(error.message);
  process.exitCode = 2;
}

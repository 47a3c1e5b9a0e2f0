import { seededRandom } from '@weir/detection-service/core/random.ts';
import type { Detector } from '@weir/detection-service/detect/detector.ts';
import { detectors } from '@weir/detection-service/detect/registry.ts';

const [definition] = detectors;

/** The id of the detector that the service uses unless told otherwise. */
export const DETECTOR_ID: string = definition.id;

/** That detector with the defaults of its parameters. */
export function defaultDetector(): Detector {
  const properties: Readonly<Record<string, object>> = definition.params.properties;
  const params = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, 'default' in schema ? schema.default : undefined])
  );
  return definition.create(params as Parameters<typeof definition.create>[0], { random: seededRandom(1) });
}

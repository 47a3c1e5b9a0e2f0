import type { Static, TObject } from 'typebox';
import Value from 'typebox/value';
import { AnomalyStage } from './aggregate/anomaly-stage.ts';
import type { Config } from './config/schema.ts';
import { WeirError } from './core/errors.ts';
import { seededRandom } from './core/random.ts';
import type { Millis } from './core/time.ts';
import type { Detector, DetectorDefinition, Learning } from './detect/detector.ts';
import { detectors } from './detect/registry.ts';
import { Pipeline } from './pipeline.ts';
import type { Sinks } from './pipeline.ts';
import { Preprocess } from './preprocess/preprocess.ts';
import { preprocessSettings, type PreprocessSettings } from './preprocess/settings.ts';
import type { Snapshot, Storage } from './storage/ports.ts';

/** Detectors that need randomness draw the same in every run: a replay must agree with what it repeats. */
const SEED = 1;

/** The stages over a storage, new or as a snapshot left them; `sinks` is where else their results go. */
export function composePipeline(
  config: Config,
  storage: Storage,
  snapshot: Snapshot | undefined,
  sinks: Sinks
): { readonly pipeline: Pipeline; readonly preprocess: Preprocess } {
  const settings = settingsOf(config);
  const definition = findDetector(config.detector.id);
  const { preprocess: pre, detect, aggregate } = snapshot?.stages ?? {};
  const preprocess = pre ? Preprocess.restore(pre, settings, storage) : new Preprocess(settings, storage);
  const detector = makeDetector(definition, config, detect);
  const params = {
    annotator: { name: definition.id, version: String(definition.version), type: 'algorithm' as const },
  };
  const anomalies = aggregate ? AnomalyStage.restore(aggregate, params) : new AnomalyStage(params);
  return { pipeline: new Pipeline({ preprocess, detector, anomalies, storage, ...sinks }), preprocess };
}

/** What it takes until the configured detector judges a series. */
export function learningOf(config: Pick<Config, 'detector'>): (step: Millis) => Learning {
  const definition = findDetector(config.detector.id);
  const params = paramsOf(definition, config);
  return (step) => definition.learning(params, step);
}

function makeDetector(
  definition: DetectorDefinition,
  config: Config,
  state: Snapshot['stages'][string] | undefined
): Detector {
  const params = paramsOf(definition, config);
  const context = { random: seededRandom(SEED) };
  return state ? definition.restore(state, params, context) : definition.create(params, context);
}

/** The detector's parameters as configured, with its defaults. */
function paramsOf(definition: DetectorDefinition, config: Pick<Config, 'detector'>): Static<TObject> {
  const params = Value.Default(definition.params, structuredClone(config.detector.params));
  if (!Value.Check(definition.params, params)) {
    const details = [...Value.Errors(definition.params, params)].map((error) => ({
      path: `detector.params${error.instancePath.replaceAll('/', '.')}`,
      expected: error.message,
      found: 'another value',
    }));
    throw new WeirError('invalid_argument', `The parameters of the detector ${definition.id} do not fit.`, details);
  }
  return params;
}

function findDetector(id: string): DetectorDefinition {
  const found = detectors.find((definition) => definition.id === id) as DetectorDefinition | undefined;
  if (found !== undefined) return found;
  const known = detectors.map((definition) => definition.id).join(', ');
  throw new WeirError('invalid_argument', `There is no detector ${id}.`, [
    { path: 'detector.id', expected: known, found: id },
  ]);
}

function settingsOf(config: Config): PreprocessSettings {
  return preprocessSettings({
    requestStep: config.steps.request,
    lateness: config.lateness,
    seriesPerTenant: config.limits.series,
    routesPerService: config.limits.routes,
    stepStateHorizon: config.retention.stepState,
  });
}

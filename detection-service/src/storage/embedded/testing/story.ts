import { DAY, MINUTE } from '../../../core/time.ts';
import type { Storage } from '../../ports.ts';
import { exampleAnomaly, exampleProblem, exampleSeries, exampleStep, seeded, START } from '../../exam/examples.ts';

/** One thing that the pipeline does to the store. */
type Act = (storage: Storage) => void;

export const STORY_SPAN = { from: START - DAY, to: START + 10 * DAY };

/**
 * What a pipeline writes over some hours, as acts that can be done again from any place: steps of several lengths,
 * late revisions, history of another tenant, anomalies that grow and end. The same for the same seed.
 */
export function story(seed: number, steps = 200): readonly Act[] {
  const random = seeded(seed);
  const ordinals = Array.from({ length: 40 }, (_, i) => i);
  const history = [100, 101, 102];
  const acts: Act[] = [
    (storage) => {
      storage.addSeries(ordinals.map((ordinal) => exampleSeries(ordinal)));
      storage.addSeries(history.map((ordinal) => exampleSeries(ordinal, { tenant: 'other', step: 10_000 })));
    },
  ];
  for (let i = 0; i < steps; i++) {
    const time = START + i * 3 * MINUTE;
    acts.push(write(exampleStep(time, ordinals, { seed })));
    if (random() < 0.5) acts.push(write(exampleStep(START + i * 10_000, history, { seed, step: 10_000 })));
    if (random() < 0.2) acts.push(write(lateStep(START + Math.floor(random() * (i + 1)) * 3 * MINUTE, i, seed)));
    const series = exampleSeries(Math.floor(random() * ordinals.length));
    const revision = i;
    if (random() < 0.1) acts.push((storage) => storage.putAnomalies([exampleAnomaly(series, START, { revision })]));
    if (random() < 0.1)
      acts.push((storage) => storage.putProblems([exampleProblem(series, START, { revision, end: time })]));
  }
  return acts;
}

function write({ block, verdicts }: ReturnType<typeof exampleStep>): Act {
  return (storage) => {
    storage.write(block, verdicts);
  };
}

/** Revisions count up with the place in the story, as they do in the pipeline. */
function lateStep(time: number, revision: number, seed: number): ReturnType<typeof exampleStep> {
  return exampleStep(time, [3, 5, 30], { seed, revision: revision + 1 });
}

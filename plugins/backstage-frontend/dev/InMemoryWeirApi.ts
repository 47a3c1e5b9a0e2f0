import type { EntitySummariesRequest, EntitySummary, WeirApi } from '@weir/backstage-plugin-weir-common';
import { columnsOf } from './columns';
import { forecastOf } from './forecastOf';
import { InventoryInMemory } from './in-memory/inventory';

export { failure } from './in-memory/weir';

/**
 * A Weir that lives in the page: for the development page and the tests. It keeps the rules that screens depend on
 * (one word a person and aspect, revisions of post-mortems, votes below three), and can be made slow or be taken down.
 */
export class InMemoryWeirApi extends InventoryInMemory implements WeirApi {
  getEntitySummaries(request: EntitySummariesRequest) {
    return this.answer(`summaries ${request.entityRefs.join(' ')}`, () => ({
      items: request.entityRefs.map((ref) => this.#summary(ref, request.sparklines ?? false)),
    }));
  }

  #summary(entityRef: string, sparklines: boolean): EntitySummary {
    const { now, catalog, entities, series, problems, ratings } = this.story;
    const name = catalog[entityRef];
    const entity = entities.find((one) => one.name === name);
    const mine = problems.filter((one) => one.entityId === entity?.id);
    const open = mine.filter((one) => one.end === null).sort((a, b) => b.concernScore - a.concernScore);
    const rated = ratings.find((one) => one.rating.entityId === entity?.id);
    const worst = open[0] ?? null;
    const shown = series.find((one) => one.entity.id === entity?.id && one.indicator === 'latency_p95');
    const answer = shown && columnsOf(shown, this.story.anomalies, { from: now - 86_400_000, to: now, points: 96 });
    const forecast = shown && forecastOf(shown, now);
    const objective = forecast?.objectives[0];
    let state: EntitySummary['state'] = 'watched';
    if (name === undefined) state = 'not-watched';
    else if (!entity) state = 'no-telemetry';
    return {
      entityRef,
      state,
      service: entity ? { name: entity.name, namespace: 'shop', environment: 'prod', entityId: entity.id } : null,
      openProblems: open.length,
      worstProblem: worst,
      lastProblem: mine.find((one) => one.end !== null) ?? null,
      sparkline:
        sparklines && shown && answer
          ? {
              seriesId: shown.id,
              indicator: shown.indicator,
              unit: shown.unit,
              times: answer.times,
              values: answer.values,
              lower: answer.lower,
              upper: answer.upper,
              anomalous: answer.scores.map((score) => (score ?? 0) > 0.9),
              last: answer.values.findLast((value) => value !== null) ?? null,
            }
          : null,
      rating: rated?.rating ?? null,
      ratingChange: rated?.change ?? null,
      nextBreach: worst && forecast && objective ? { forecast, objective } : null,
      forecasts: entity ? 3 : 0,
      learningUntil: null,
      asOf: now - 8000,
      stale: false,
    };
  }
}

import { stringifyEntityRef } from '@backstage/catalog-model';
import { MissingAnnotationEmptyState, useEntity } from '@backstage/plugin-catalog-react';
import { Container, Link, Text } from '@backstage/ui';
import { WEIR_SERVICE_NAME_ANNOTATION, type EntitySummary } from '@weir/backstage-plugin-weir-common';
import { RANGES, type Range } from '../configSchemas';
import { moment, span } from '../format/time';
import { Choice } from '../states/Choice';
import { KeyHelp } from '../states/KeyHelp';
import { Message } from '../states/Message';
import { RemoteView } from '../states/RemoteView';
import type { Remote } from '../states/useRemote';
import { useNow } from '../states/useNow';
import { useUrlState } from '../states/useUrlState';
import { useGrafana } from '../useGrafana';
import states from '../states/states.module.css';
import { ChartsSection } from './ChartsSection';
import { ForecastSection } from './ForecastSection';
import { NeighboursSection } from './NeighboursSection';
import { PostMortemsSection } from './PostMortemsSection';
import { ProblemsSection } from './ProblemsSection';
import { RatingSection } from './RatingSection';
import { useEntitySummary } from './useEntitySummary';
import styles from './tab.module.css';

const LABELS: Readonly<Record<Range, string>> = { '24h': '24 h', '7d': '7 d', '30d': '30 d' };

/** How an API is today: bands, problems with feedback, rating lines, forecast, neighbours, post-mortems. */
export function WeirTab(props: { defaultRange: Range }) {
  const remote = useEntitySummary();
  const [read, change] = useUrlState();
  const range = RANGES.find((one) => one === read('range')) ?? props.defaultRange;
  // The backend leaves out what the person may not see in the catalog.
  const nothing = remote.value === undefined && !remote.loading && !remote.problem;
  return (
    <Container className={states.page}>
      {nothing ? (
        <Message title="Weir knows nothing of this entity." />
      ) : (
        <RemoteView remote={remote as Remote<EntitySummary>} lines={8}>
          {(summary) => (
            <Watched
              summary={summary}
              range={range}
              onRange={(next) => change({ range: next === props.defaultRange ? undefined : next })}
            />
          )}
        </RemoteView>
      )}
      <KeyHelp />
    </Container>
  );
}

function Watched(props: { summary: EntitySummary; range: Range; onRange: (range: Range) => void }) {
  const { summary, range, onRange } = props;
  const { entity } = useEntity();
  const now = useNow();
  const grafana = useGrafana();
  const { service } = summary;
  if (summary.state === 'not-watched') {
    return <MissingAnnotationEmptyState annotation={WEIR_SERVICE_NAME_ANNOTATION} />;
  }
  if (!service) {
    return (
      <Message title={`${entity.metadata.title ?? entity.metadata.name} is in the catalog but sends nothing.`}>
        No telemetry comes under its name. Send some to the collector, or set {WEIR_SERVICE_NAME_ANNOTATION}.
      </Message>
    );
  }
  return (
    <>
      <div className={states.head}>
        <div className={states.sentence}>
          <Text as="h2" variant="title-x-small" weight="bold">
            {sentenceOf(summary, now)}
          </Text>
          <Text as="p" color="secondary">
            {[service.environment, service.namespace].filter(Boolean).join(' · ')}
            {summary.stale && ` · as of ${moment(summary.asOf, now)}`}
          </Text>
        </div>
        {grafana && (
          <Link href={grafana.service(service.name)} target="_blank" rel="noopener">
            Open in Grafana
          </Link>
        )}
        <Choice
          label="Range"
          value={range}
          onChange={onRange}
          options={RANGES.map((id) => ({ id, label: LABELS[id] }))}
        />
      </div>
      <div className={styles.sections}>
        <ChartsSection service={service} range={range} onShorter={() => onRange('24h')} />
        <ProblemsSection service={service} range={range} />
        <RatingSection service={service} change={summary.ratingChange} />
        <ForecastSection service={service} />
        <NeighboursSection entityRef={stringifyEntityRef(entity)} />
        <PostMortemsSection service={service} />
      </div>
    </>
  );
}

function sentenceOf(summary: EntitySummary, now: number): string {
  const { worstProblem, openProblems, state, service } = summary;
  const name = service?.name ?? 'It';
  if (state === 'learning') return `Learning ${name}: no verdicts yet.`;
  if (!worstProblem) return `Nothing unusual in ${name} now.`;
  const rest = openProblems > 1 ? `; ${openProblems - 1} more open` : '; the rest is normal';
  return `${worstProblem.title}, ${span(worstProblem.start, null, now)}${rest}.`;
}

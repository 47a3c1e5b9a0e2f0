import type { ReactNode } from 'react';
import { EntityInfoCard, MissingAnnotationEmptyState } from '@backstage/plugin-catalog-react';
import { Button, Skeleton, Text } from '@backstage/ui';
import { WEIR_SERVICE_NAME_ANNOTATION, type EntitySummary } from '@weir/backstage-plugin-weir-common';
import { duration, moment } from '../format/time';
import { useDelayed } from '../states/useDelayed';
import { useNow } from '../states/useNow';
import { useEntitySummary } from './useEntitySummary';
import styles from './entity.module.css';

/** What a card draws of an entity that is watched. */
export type DrawCard = (summary: EntitySummary, now: number) => ReactNode;

/**
 * A card of an entity page over the summary that all cards share. It keeps its height in every state: learning,
 * nothing sent, not watched, down with the last known value.
 */
export function SummaryCard(props: {
  title: string;
  footer?: ReactNode;
  /** The card that says how to have the entity watched; the others then stay short. */
  teaches?: boolean;
  children: DrawCard;
}) {
  const { title, footer, teaches = false, children } = props;
  const remote = useEntitySummary();
  const now = useNow();
  const summary = remote.value;
  if (teaches && summary?.state === 'not-watched') {
    return <MissingAnnotationEmptyState annotation={WEIR_SERVICE_NAME_ANNOTATION} />;
  }
  const asOf = staleSince(summary, Boolean(remote.problem), remote.asOf);
  return (
    <EntityInfoCard
      title={title}
      headerActions={
        asOf === undefined ? undefined : (
          <Text variant="body-small" color="secondary">{`as of ${moment(asOf, now)}`}</Text>
        )
      }
      footerActions={footer}
    >
      <div className={styles.card}>
        {summary === undefined && !remote.loading ? (
          <Unknown message={remote.problem?.message} retry={remote.retry} />
        ) : (
          <Body summary={summary} now={now} draw={children} retry={remote.retry} />
        )}
      </div>
    </EntityInfoCard>
  );
}

function Body(props: { summary: EntitySummary | undefined; now: number; draw: DrawCard; retry: () => void }) {
  const { summary, now, draw, retry } = props;
  const slow = useDelayed(summary === undefined, 300);
  if (summary === undefined) {
    return (
      <div role="status" aria-label="Loading" className={styles.stack}>
        {slow && (
          <>
            <Skeleton width="60%" height={20} />
            <Skeleton width="90%" height={44} />
          </>
        )}
      </div>
    );
  }
  switch (summary.state) {
    case 'not-watched':
      return <Text as="p">Not watched.</Text>;
    case 'no-telemetry':
      return (
        <>
          <Text as="p" weight="bold">
            Nothing is sent.
          </Text>
          <Text as="p" color="secondary">
            The catalog knows it, but no telemetry comes under its name.
          </Text>
        </>
      );
    case 'unknown':
      return <Unknown message={undefined} retry={retry} />;
    case 'learning':
      return (
        <>
          <Text as="p" weight="bold">{`Learning ${summary.service?.name ?? 'it'}.`}</Text>
          <Text as="p" color="secondary">
            {summary.learningUntil === null
              ? 'Alerts stay off meanwhile.'
              : `First verdicts about ${moment(summary.learningUntil, now)} (in ${duration(Math.max(0, summary.learningUntil - now))}); alerts stay off until then.`}
          </Text>
        </>
      );
    default:
      return <>{draw(summary, now)}</>;
  }
}

function Unknown(props: { message: string | undefined; retry: () => void }) {
  return (
    <div role="status">
      <Text as="p" weight="bold">
        Weir cannot be reached.
      </Text>
      {props.message && (
        <Text as="p" variant="body-small" color="secondary">
          {props.message}
        </Text>
      )}
      <Button size="small" variant="secondary" onPress={props.retry}>
        Check the connection
      </Button>
    </div>
  );
}

/** Since when what is shown is not renewed; undefined while it is fresh. */
function staleSince(summary: EntitySummary | undefined, failed: boolean, asOf: number | undefined) {
  if (summary?.stale) return summary.asOf;
  return failed && summary ? asOf : undefined;
}

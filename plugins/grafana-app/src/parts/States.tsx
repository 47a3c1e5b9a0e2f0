import React, { ReactNode } from 'react';
import { css, keyframes } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, EmptyState, LinkButton, Stack, useStyles2 } from '@grafana/ui';
import { config } from '@grafana/runtime';

import { SOURCE_ID } from '../constants';
import { Answer } from '../weir/use-answer';
import { weirSource } from '../weir/ask';
import { moment, since, span } from '../words/times';

/** Rows that are on their way. */
export function Rows({ count = 5, height = 36 }: { count?: number; height?: number }) {
  const styles = useStyles2(getStyles);
  return (
    <div aria-hidden data-testid="skeleton">
      {Array.from({ length: count }, (_, at) => (
        <div key={at} className={styles.row} style={{ height }} />
      ))}
    </div>
  );
}

const pulse = keyframes({ '50%': { opacity: 0.4 } });
const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    marginBottom: theme.spacing(1),
    [theme.transitions.handleMotion('no-preference')]: { animation: `${pulse} 1.5s ease-in-out infinite` },
  }),
});

interface ShownProps<T> {
  answer: Answer<T>;
  /** What is drawn while nothing has come. */
  skeleton?: ReactNode;
  /** What to say when there is no such thing. */
  missing?: ReactNode;
  /** Offered when the answer takes long. */
  onShorter?: () => void;
  children: (data: T) => ReactNode;
}

/** One part of a page in every state that its answer can be in: each part fails, ages and waits by itself. */
export function Shown<T>({ answer, skeleton, missing, onShorter, children }: ShownProps<T>) {
  const { data, error, loading } = answer;
  if (data === undefined && error?.kind === 'missing' && missing) {
    return <>{missing}</>;
  }
  if (data === undefined && error) {
    return <Down message={error.message} onRetry={answer.retry} />;
  }
  if (data === undefined) {
    return (
      <>
        {answer.slow && <Slow onShorter={onShorter} />}
        {loading && answer.skeleton && (skeleton ?? <Rows />)}
      </>
    );
  }
  return (
    <Stack direction="column" gap={2}>
      {error && <Stale at={answer.at ?? 0} onRetry={answer.retry} />}
      {answer.slow && <Slow onShorter={onShorter} />}
      {children(data)}
    </Stack>
  );
}

function Stale({ at, onRetry }: { at: number; onRetry: () => void }) {
  return (
    <Alert severity="warning" title={`Showing data from ${moment(at)} (${span(since(at))} old).`}>
      <Stack alignItems="center" gap={2} wrap="wrap">
        <span>Weir has not answered since. Retrying.</span>
        <Button size="sm" variant="secondary" onClick={onRetry}>
          Retry now
        </Button>
      </Stack>
    </Alert>
  );
}

function Down({ message, onRetry }: { message: string; onRetry: () => void }) {
  const isAdmin = config.bootData?.user?.orgRole === 'Admin';
  return (
    <Alert severity="error" title="Weir cannot be reached.">
      <Stack direction="column" gap={1} alignItems="flex-start">
        <span>{message}</span>
        <Stack gap={1}>
          <Button size="sm" variant="secondary" onClick={onRetry}>
            Retry now
          </Button>
          {isAdmin && (
            <LinkButton size="sm" variant="secondary" href={`/connections/datasources/edit/${weirSource()?.uid ?? ''}`}>
              Check the connection
            </LinkButton>
          )}
        </Stack>
      </Stack>
    </Alert>
  );
}

function Slow({ onShorter }: { onShorter?: () => void }) {
  return (
    <Alert severity="info" title={`Still loading${onShorter ? ': the range is long' : ''}.`}>
      {onShorter && (
        <Button size="sm" variant="secondary" onClick={onShorter}>
          Show last 24 h instead
        </Button>
      )}
    </Alert>
  );
}

/** Nothing matches what the person chose. */
export function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      variant="not-found"
      message="Nothing matches these filters."
      button={
        <Button variant="secondary" onClick={onClear}>
          Clear filters
        </Button>
      }
    />
  );
}

/** No telemetry has ever come. */
export function NothingWatched() {
  return (
    <EmptyState variant="call-to-action" message="Nothing is watched yet.">
      Send telemetry to the collector (OTLP over HTTP, port 4318), or accept services in the inventory. How to connect:
      docs/install.md of Weir.
    </EmptyState>
  );
}

/** The app is installed, its data source is not set up. */
export function NoSource() {
  return (
    <EmptyState
      variant="call-to-action"
      message="Weir has no data source yet."
      button={<LinkButton href={`/connections/datasources/${SOURCE_ID}`}>Add the data source</LinkButton>}
    >
      The pages read everything through the data source &quot;Weir&quot;: it holds the address and the token.
    </EmptyState>
  );
}

/** Said beside controls that are visible and disabled. */
export const NOT_ALLOWED = 'You can view this, not change it. Needs the Editor role.';

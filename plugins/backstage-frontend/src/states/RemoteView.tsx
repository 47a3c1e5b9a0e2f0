import type { ReactNode } from 'react';
import { Alert, Button, Skeleton } from '@backstage/ui';
import type { WeirProblem } from '@weir/backstage-plugin-weir-common';
import { clock, duration } from '../format/time';
import { Message } from './Message';
import { useDelayed } from './useDelayed';
import { useNow } from './useNow';
import type { Remote } from './useRemote';
import styles from './states.module.css';

/**
 * A part of a page that comes from Weir: its value, however old, with a word about its age; before there is one a
 * skeleton, or why there is none. A part that fails leaves the others alone.
 */
export function RemoteView<T>(props: {
  remote: Pick<Remote<T>, 'value' | 'problem' | 'asOf' | 'retry'>;
  children: (value: T) => ReactNode;
  /** Height of the skeleton in lines. */
  lines?: number;
  /** Offered when it takes longer than 5 s. */
  shorter?: { label: string; onPress: () => void };
}) {
  const { remote, children, lines = 4, shorter } = props;
  if (remote.value !== undefined) {
    return (
      <>
        <StaleNotice remote={remote} />
        {children(remote.value)}
      </>
    );
  }
  if (remote.problem) return <Failure problem={remote.problem} retry={remote.retry} />;
  return <Loading lines={lines} shorter={shorter} />;
}

/** "Showing data from 14:41 (19 min old).", while newer data does not come. */
export function StaleNotice(props: { remote: Pick<Remote<unknown>, 'problem' | 'asOf' | 'retry'> }) {
  const { problem, asOf, retry } = props.remote;
  const now = useNow();
  if (!problem || asOf === undefined) return null;
  return (
    <Alert
      className={styles.alert}
      status="warning"
      icon
      title={`Showing data from ${clock(asOf)} (${duration(now - asOf)} old).`}
      description="Weir has not answered since. Retrying."
      customActions={
        <Button size="small" variant="secondary" onPress={retry}>
          Retry now
        </Button>
      }
    />
  );
}

/** Why there is nothing to show, and what to do about it. */
export function Failure(props: { problem: WeirProblem; retry: () => void }) {
  const { problem, retry } = props;
  const again = (
    <Button variant="secondary" onPress={retry}>
      Try again
    </Button>
  );
  switch (problem.reason) {
    case 'down':
    case 'slow':
    case 'not-weir':
    case 'token':
      return (
        <Message
          live
          title="Weir cannot be reached."
          action={
            <Button variant="secondary" onPress={retry}>
              Check the connection
            </Button>
          }
        >
          {problem.message}
        </Message>
      );
    case 'contract':
      return (
        <Message live title="Weir speaks another contract." action={again}>
          {problem.message}
        </Message>
      );
    case 'not-allowed':
      return (
        <Message live title="You cannot view this.">
          {problem.message}
        </Message>
      );
    case 'not-found':
      return (
        <Message live title="This does not exist, or not any more.">
          {problem.message}
        </Message>
      );
    default:
      return (
        <Message live title="This could not be read." action={again}>
          {problem.message}
        </Message>
      );
  }
}

function Loading(props: { lines: number; shorter?: { label: string; onPress: () => void } }) {
  const { lines, shorter } = props;
  const visible = useDelayed(true, 300);
  const long = useDelayed(true, 5000);
  return (
    <div className={styles.loading} role="status" aria-label="Loading">
      {visible && Array.from({ length: lines }, (_, line) => <Skeleton key={line} width="100%" height={20} />)}
      {long && (
        <Message
          title={shorter ? 'Still loading: the range is long.' : 'Still loading.'}
          action={
            shorter && (
              <Button variant="secondary" onPress={shorter.onPress}>
                {shorter.label}
              </Button>
            )
          }
        />
      )}
    </div>
  );
}

import type { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import styles from './states.module.css';

/** What stands in the place of something that is not there: a title, a sentence and what to do. */
export function Message(props: { title: string; children?: ReactNode; action?: ReactNode; live?: boolean }) {
  const { title, children, action, live = false } = props;
  return (
    <div className={styles.message} role={live ? 'status' : undefined}>
      <Text as="p" variant="body-large" weight="bold">
        {title}
      </Text>
      {children && (
        <Text as="p" variant="body-medium" color="secondary">
          {children}
        </Text>
      )}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

import type { ReactNode } from 'react';
import { Box, Text } from '@backstage/ui';
import styles from './tab.module.css';

/** A part of the tab under a heading; its id is the part's anchor in the URL. */
export function Section(props: { id: string; title: string; action?: ReactNode; children: ReactNode }) {
  const { id, title, action, children } = props;
  return (
    <Box as="section" bg="neutral" id={id} className={styles.section} aria-labelledby={`${id}-title`}>
      <div className={styles.sectionHead}>
        <Text as="h3" id={`${id}-title`} variant="body-large" weight="bold">
          {title}
        </Text>
        {action}
      </div>
      {children}
    </Box>
  );
}

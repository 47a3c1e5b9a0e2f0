import React, { ReactNode } from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** The sentence that answers the question of a page; it comes first. */
export function Sentence({ children, more }: { children: ReactNode; more?: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div aria-live="polite">
      <p className={styles.sentence}>{children}</p>
      {more && <p className={styles.more}>{more}</p>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  sentence: css({
    fontSize: theme.typography.h4.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    lineHeight: 1.35,
    margin: 0,
    textWrap: 'pretty',
    overflowWrap: 'anywhere',
  }),
  more: css({ color: theme.colors.text.secondary, margin: theme.spacing(0.5, 0, 0), overflowWrap: 'anywhere' }),
});

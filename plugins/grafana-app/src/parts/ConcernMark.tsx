import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';

import { concernOf } from '../words/concern';
import { score as whole } from '../words/numbers';

interface Props {
  score: number;
  /** Below 50 the mark is hollow: the number is not to be trusted much. */
  confidence?: number;
  /** Says the word, too; without it, the number stands beside the mark, and the word is on hover and read aloud. */
  word?: boolean;
}

/** Mark, word and number of a concern. The colour repeats what they say. */
export function ConcernMark({ score, confidence = 100, word = false }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const concern = concernOf(score);
  const colour = concern.mark ? theme.visualization.getColorByName(concern.colour) : 'inherit';
  const style = confidence < 50 ? { color: 'transparent', WebkitTextStroke: `1px ${colour}` } : { color: colour };
  return (
    <span className={styles.all} title={`${concern.word}, concern ${whole(score)} of 100`}>
      {concern.mark && (
        <span aria-hidden style={style} className={styles.mark}>
          {concern.mark}
        </span>
      )}
      {word ? <span>{concern.word}</span> : <span className={styles.hidden}>{concern.word}</span>}
      <span className={styles.number}>{whole(score)}</span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  all: css({ display: 'inline-flex', alignItems: 'baseline', gap: theme.spacing(0.75), whiteSpace: 'nowrap' }),
  mark: css({ width: '1em', lineHeight: 1 }),
  number: css({ fontVariantNumeric: 'tabular-nums', minWidth: '1.2em', textAlign: 'right' }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});

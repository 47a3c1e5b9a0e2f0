import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { textOf } from '../feedback/words';
import { Problem } from '../weir/answers';
import { indicatorName } from '../words/indicators';
import { iso, moment, precise } from '../words/times';
import { Member } from './members';

const MOST = 12;

interface Event {
  at: number;
  text: string;
}

/** What happened in the problem, in the order of time. */
export function eventsOf({ start, end, feedback }: Problem, members: Member[]): Event[] {
  const firstOf = new Map<string, Event>();
  for (const { indicator, start: at } of members) {
    const name = indicatorName(indicator);
    if (!firstOf.has(name)) {
      firstOf.set(name, { at, text: at === start ? `first sign: ${name}` : `${name} joins` });
    }
  }
  return [
    ...firstOf.values(),
    ...feedback.words.map(({ time, word, person }) => ({ at: time, text: `${person.name}: ${textOf(word).button}` })),
    ...(end === null ? [] : [{ at: end, text: 'over' }]),
  ].sort((a, b) => a.at - b.at);
}

/** The event rail below the charts. */
export function ProblemTimeline({ problem, members }: { problem: Problem; members: Member[] }) {
  const styles = useStyles2(getStyles);
  const events = eventsOf(problem, members);
  return (
    <ol className={styles.rail}>
      {events.slice(0, MOST).map(({ at, text }, index) => (
        <li key={index}>
          <time dateTime={iso(at)} title={`${moment(at)}, ${iso(at)}`}>
            {precise(at)}
          </time>{' '}
          {text}
        </li>
      ))}
      {events.length > MOST && <li>and {events.length - MOST} more</li>}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  rail: css({
    listStyle: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 2),
    time: { color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' },
  }),
});

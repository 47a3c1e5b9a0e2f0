import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';

import { PartProps, useRange } from '../app/ReactPart';
import { Sentence } from '../parts/Sentence';
import { Shown } from '../parts/States';
import { useUrlState } from '../parts/use-url-state';
import { Anomaly, Info, Page, Problem, ServiceListing } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { indicatorName } from '../words/indicators';
import { counted } from '../words/numbers';
import { Profile, profilesOf, promise } from './profiles';

const WEEKS = 4;
const FOUR_WEEKS = WEEKS * 7 * 24 * 3600_000;

/** What is watched, how strictly, did it keep its promise? */
export function StrategiesPage({ model }: PartProps) {
  const { to } = useRange(model);
  const from = to - FOUR_WEEKS;
  const services = useAnswer<ServiceListing & { kinds: Record<string, number> }>('services', { limit: 1 });
  const anomalies = useAnswer<Page<Anomaly>>('v1/anomalies', { limit: 1 });
  const problems = useAnswer<Page<Problem>>('v1/problems', { from, to, limit: 1000 });
  const info = useAnswer<Info>('info');
  return (
    <Shown answer={services}>
      {({ kinds, watched }) => (
        <>
          <Alert severity="info" title="Read-only for now.">
            Change weir.yaml; this page follows.
          </Alert>
          <Sentence more={promiseText(problems.data?.items ?? [])}>
            {counted(watched, 'entity', 'entities')} watched
            {info.data ? `; a sample is anomalous from a score of ${info.data.openScore} on` : ''}.
          </Sentence>
          <Profiles profiles={profilesOf(kinds, anomalies.data?.items ?? [])} problems={problems.data?.items ?? []} />
        </>
      )}
    </Shown>
  );
}

function promiseText(problems: Problem[]): string {
  const { problems: all, judged, falseAlarms } = promise(problems);
  if (all === 0) {
    return `No problems in ${WEEKS} weeks.`;
  }
  const words =
    judged === 0
      ? 'nobody has said yet whether they were right'
      : `people judged ${judged}: ${counted(falseAlarms, 'false alarm')}`;
  return `${counted(all, 'problem')} in ${WEEKS} weeks; ${words}.`;
}

function Profiles({ profiles, problems }: { profiles: Profile[]; problems: Problem[] }) {
  const styles = useStyles2(getStyles);
  const [{ profile: open }, setUrl] = useUrlState('profile');
  const { falseAlarms } = promise(problems);
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Profiles">
        <thead>
          <tr>
            <th scope="col">Profile</th>
            <th scope="col" className={styles.number}>
              Entities
            </th>
            <th scope="col">Detector</th>
            <th scope="col">False alarms allowed / had</th>
          </tr>
        </thead>
        <tbody>
          {profiles.map((profile) => (
            <React.Fragment key={profile.id}>
              <tr>
                <td>
                  <Button
                    fill="text"
                    size="sm"
                    variant="secondary"
                    icon={open === profile.id ? 'angle-down' : 'angle-right'}
                    aria-expanded={open === profile.id}
                    onClick={() => setUrl({ profile: open === profile.id ? undefined : profile.id })}
                  >
                    {profile.name}
                  </Button>
                </td>
                <td className={styles.number}>{profile.entities.toLocaleString('en-US')}</td>
                <td>{profile.detector ?? '–'}</td>
                <td>
                  {profile.entities === 0 ? '–' : `no budget set / ${falseAlarms / WEEKS} a week, as people said`}
                </td>
              </tr>
              {open === profile.id && (
                <tr>
                  <td colSpan={4} className={styles.open}>
                    <Seen entities={profile.entities} />
                  </td>
                </tr>
              )}
            </React.Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a profile sees of its entities. */
function Seen({ entities }: { entities: number }) {
  const indicators = useAnswer<{ items: string[] }>(entities > 0 ? 'indicators' : undefined, { limit: 200 });
  if (entities === 0) {
    return <>Nothing of this kind is watched.</>;
  }
  return <Shown answer={indicators}>{({ items }) => <>It sees: {items.map(indicatorName).join(' · ')}.</>}</Shown>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto' }),
  table: css({
    width: '100%',
    'th, td': { padding: theme.spacing(0.75, 1), textAlign: 'left' },
    th: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  number: css({ '&&': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }),
  open: css({ '&&': { paddingLeft: theme.spacing(4), color: theme.colors.text.secondary } }),
});

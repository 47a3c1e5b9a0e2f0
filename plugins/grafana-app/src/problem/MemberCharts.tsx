import React, { useState } from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { LazyLoader, PanelBuilders } from '@grafana/scenes';
import { Badge, Button, useStyles2 } from '@grafana/ui';

import { runner } from '../app/panels';
import { ReactPart, usePanel } from '../app/ReactPart';
import { ConcernMark } from '../parts/ConcernMark';
import { indicatorName } from '../words/indicators';
import { iso, offset } from '../words/times';
import { Member } from './members';

const SHOWN = 8;

/** The members of a problem stacked by first sign, each with its own axis, all with one cursor. */
export function MemberCharts({ members, model }: { members: Member[]; model: ReactPart }) {
  const styles = useStyles2(getStyles);
  const [all, setAll] = useState(false);
  const start = members[0]?.start ?? 0;
  const shown = all ? members : members.slice(0, SHOWN);
  return (
    <div>
      {shown.map((member, at) => (
        <div key={member.id} className={styles.row}>
          <div className={styles.label}>
            <strong className={styles.name} title={`${member.method ?? ''} ${member.route ?? member.service}`}>
              {member.route ? `${member.method} ${member.route}` : member.service}
            </strong>
            <span>{indicatorName(member.indicator)}</span>
            <span className={styles.facts}>
              <span title={iso(member.start)}>{offset(member.start - start)}</span>
              <ConcernMark score={member.symptom.concernScore} confidence={member.confidenceScore} />
              {at === 0 && members.length > 1 && <Badge text="origin" color="darkgrey" />}
            </span>
          </div>
          <LazyLoader key={member.id} className={styles.chart}>
            <MemberChart member={member} model={model} />
          </LazyLoader>
        </div>
      ))}
      {members.length > shown.length && (
        <Button fill="text" onClick={() => setAll(true)}>
          Show {members.length - shown.length} more
        </Button>
      )}
    </div>
  );
}

function MemberChart({ member, model }: { member: Member; model: ReactPart }) {
  const panel = usePanel(model, `member ${member.seriesId}`, () =>
    PanelBuilders.timeseries()
      .setTitle('')
      .setHoverHeader(true)
      .setData(
        runner({
          queryType: 'series',
          entity: member.service,
          environment: member.environment,
          indicator: member.indicator,
          method: member.method ?? undefined,
          route: member.route ?? undefined,
        })
      )
      .setOption('legend', { showLegend: false } as never)
      .setCustomFieldConfig('axisWidth', 64)
      .build()
  );
  return panel ? <panel.Component model={panel} /> : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(140px, 200px) minmax(0, 1fr)',
    gap: theme.spacing(1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    padding: theme.spacing(0.5, 0),
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  label: css({ display: 'flex', flexDirection: 'column', minWidth: 0, paddingTop: theme.spacing(1) }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  facts: css({
    display: 'flex',
    gap: theme.spacing(1.5),
    alignItems: 'center',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    flexWrap: 'wrap',
  }),
  chart: css({ position: 'relative', height: 104 }),
});

import React from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { Alert, EmptyState, Stack, Tab, TabsBar, TextLink, useStyles2 } from '@grafana/ui';

import { PartProps, ReactPart, useRange } from '../app/ReactPart';
import { pageOf } from '../constants';
import { ReportMissed } from '../feedback/ReportMissed';
import { breachOf, breachText } from '../forecasts/breach';
import { Sentence } from '../parts/Sentence';
import { Rows, Shown } from '../parts/States';
import { useUrlState } from '../parts/use-url-state';
import { Entity, ForecastSummary, Page, Problem, Rating, ServiceListing } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { counted, score } from '../words/numbers';
import { moment, since, span } from '../words/times';
import { ForecastTable } from '../forecasts/ForecastTable';
import { HowWatched } from './HowWatched';
import { IndicatorPanels } from './IndicatorPanels';
import { ProblemsOf } from './ProblemsOf';
import { RatingLines } from './RatingLines';
import { Routes } from './Routes';
import { serviceSentence } from './service-sentence';

/** How long a series is only learned, unless weir.yaml says otherwise. */
const LEARNING = 30 * 60_000;

/** How is this service, compared with its own normal? */
export function ServicePage({ model }: PartProps) {
  const name = model.state.subject ?? '';
  const { refreshed } = useRange(model);
  const answer = useAnswer<Page<Entity>>('v1/entities', { service: name, limit: 1000 }, refreshed);
  return (
    <Shown answer={answer} skeleton={<Rows count={8} />}>
      {({ items }) => {
        const wholes = items.filter(({ method, route }) => !method && !route);
        return wholes.length === 0 ? (
          <EmptyState variant="not-found" message={`${name} sends nothing.`}>
            It may be in the catalog, but no telemetry with this name has come. Names are matched by service.name.
          </EmptyState>
        ) : (
          <Known name={name} wholes={wholes} endpoints={items.length - wholes.length} model={model} />
        );
      }}
    </Shown>
  );
}

const TABS = ['problems', 'rating', 'forecast', 'watched'] as const;
const TITLES = { problems: 'Problems', rating: 'Rating', forecast: 'Forecast', watched: 'How it is watched' };

interface KnownProps {
  name: string;
  wholes: Entity[];
  endpoints: number;
  model: ReactPart;
}

function Known({ name, wholes, endpoints, model }: KnownProps) {
  const styles = useStyles2(getStyles);
  const { refreshed, from, to } = useRange(model);
  const [{ tab = 'problems', env }, setUrl] = useUrlState('tab', 'env');
  const whole = wholes.find(({ environment }) => environment === env) ?? wholes[0];
  const open = useAnswer<Page<Problem>>('v1/problems', { service: name, open: true, limit: 20 }, refreshed);
  const problems = useAnswer<Page<Problem>>('v1/problems', { service: name, from, to, limit: 100 }, refreshed);
  const rating = useAnswer<Rating>(`v1/ratings/${whole.id}`);
  const forecasts = useAnswer<Page<ForecastSummary>>('v1/forecasts', { service: name, limit: 50 });
  const row = useAnswer<ServiceListing>('services', { q: name, limit: 200 }, refreshed);
  const listed = row.data?.items.find(({ id }) => id === whole.id);
  const next = forecasts.data?.items.find(breachOf);
  const breach = next && breachOf(next);
  const silent = listed && listed.lastSample === null;
  const counts: Partial<Record<(typeof TABS)[number], number>> = { problems: problems.data?.items.length };

  return (
    <div className={styles.page}>
      <div>
        <p className={styles.quiet}>
          {[whole.environment, whole.namespace, listed?.owner, whole.kind, counted(endpoints, 'endpoint')]
            .filter(Boolean)
            .join(' · ')}
          {wholes.length > 1 &&
            wholes
              .filter(({ id }) => id !== whole.id)
              .map(({ environment }) => (
                <React.Fragment key={environment}>
                  {' · '}
                  <TextLink href={`${pageOf('services', name)}?env=${encodeURIComponent(environment)}`}>
                    {`in ${environment || 'no environment'}`}
                  </TextLink>
                </React.Fragment>
              ))}
        </p>
        <Sentence>{open.data ? serviceSentence(name, open.data.items) : ' '}</Sentence>
        <p className={styles.facts}>
          {rating.data && (
            <span>
              Rating {score(rating.data.score)} {rating.data.band ?? 'provisional'} ({score(rating.data.low)} to{' '}
              {score(rating.data.high)})
            </span>
          )}
          {next && breach && <span>Next: {breachText(next, breach)}</span>}
        </p>
      </div>
      {silent && <Alert severity="warning" title={`No data from ${name} in the last 15 min.`} />}
      {since(whole.firstSeen) < LEARNING && (
        <Alert severity="info" title={`Learning ${name}: ${span(since(whole.firstSeen))} of ${span(LEARNING)}.`}>
          First verdicts about {moment(whole.firstSeen + LEARNING)}; alerts stay off until then.
        </Alert>
      )}
      <IndicatorPanels name={name} environment={whole.environment} model={model} />
      {endpoints > 0 && <Routes name={name} environment={whole.environment} refreshed={refreshed} />}
      <div>
        <TabsBar>
          {TABS.map((one) => (
            <Tab
              key={one}
              label={TITLES[one]}
              counter={counts[one]}
              active={tab === one}
              onChangeTab={() => setUrl({ tab: one })}
            />
          ))}
        </TabsBar>
        <Stack direction="column" gap={2}>
          <div className={styles.tab}>
            {tab === 'problems' && (
              <Stack direction="column" gap={2}>
                <ProblemsOf answer={problems} range={to - from} />
                <ReportMissed entityId={whole.id} name={name} from={from} to={to} />
              </Stack>
            )}
            {tab === 'rating' && <RatingLines answer={rating} name={name} />}
            {tab === 'forecast' && (
              <Shown answer={forecasts}>
                {(data) => (
                  <ForecastTable
                    rows={data.items}
                    hrefs={(one) => `${pageOf('forecasts')}?series=${one.series.id}&h=${one.horizon}`}
                  />
                )}
              </Shown>
            )}
            {tab === 'watched' && <HowWatched name={name} />}
          </div>
        </Stack>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  quiet: css({ color: theme.colors.text.secondary, margin: 0, overflowWrap: 'anywhere' }),
  facts: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 3), margin: theme.spacing(0.5, 0, 0) }),
  tab: css({ paddingTop: theme.spacing(2) }),
});

import React, { useState } from 'react';
import { EmptyState, RadioButtonList, Stack, Text, TextLink } from '@grafana/ui';

import { pageOf } from '../constants';
import { Part } from '../parts/Part';
import { Sentence } from '../parts/Sentence';
import { Shown } from '../parts/States';
import { mainOf, membersOf } from '../problem/members';
import { WhyCard } from '../problem/WhyCard';
import { Anomaly, Entity, Page } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { indicatorName, matter } from '../words/indicators';
import { inWords } from '../words/problem-title';
import { moment } from '../words/times';
import { Asked } from './asked';

interface Props {
  asked: Asked[];
  from: number;
  to: number;
}

const nameOf = ({ service, method, route, indicator }: Asked) =>
  [service, method, route, indicator && indicatorName(indicator)].filter(Boolean).join(' ');

/** Is what I see here normal? The why-card of a series in a range. */
export function Explain({ asked, from, to }: Props) {
  const [chosen, setChosen] = useState(0);
  const one = asked[chosen];
  if (!one) {
    return <NotWatched />;
  }
  return (
    <Stack direction="column" gap={2}>
      {asked.length > 1 && (
        <RadioButtonList
          name="weir-explain"
          options={asked.map((each, value) => ({ label: nameOf(each), value }))}
          value={chosen}
          onChange={setChosen}
        />
      )}
      <One key={chosen} asked={one} from={from} to={to} />
    </Stack>
  );
}

function NotWatched() {
  return (
    <EmptyState variant="not-found" message="Weir does not watch this series.">
      It explains series whose labels name a service that it watches: service, service_name, job or app.
    </EmptyState>
  );
}

function One({ asked, from, to }: { asked: Asked; from: number; to: number }) {
  const known = useAnswer<{ known: boolean; suggestion?: string }>('entities/check', { name: asked.service });
  const entities = useAnswer<Page<Entity>>('v1/entities', { service: asked.service, limit: 1000 });
  const anomalies = useAnswer<Page<Anomaly>>('v1/anomalies', { service: asked.service, from, to, limit: 500 });
  return (
    <Shown answer={known}>
      {(check) =>
        check.known ? (
          <Shown answer={anomalies}>
            {({ items }) => (
              <Found asked={asked} anomalies={items} entities={entities.data?.items ?? []} from={from} to={to} />
            )}
          </Shown>
        ) : (
          <NotWatched />
        )
      }
    </Shown>
  );
}

interface FoundProps {
  asked: Asked;
  anomalies: Anomaly[];
  entities: Entity[];
  from: number;
  to: number;
}

function Found({ asked, anomalies, entities, from, to }: FoundProps) {
  const members = membersOf(anomalies, entities);
  const matching = members.filter(
    (one) =>
      (!asked.indicator || one.indicator === asked.indicator) &&
      (!asked.route || one.route === asked.route) &&
      (!asked.method || one.method === asked.method) &&
      (!asked.environment || !one.environment || one.environment === asked.environment)
  );
  const main = mainOf(matching);
  if (!main) {
    return (
      <>
        <Sentence more={`Looked at ${moment(from)} to ${moment(to)}.`}>{nameOf(asked)} is as usual here.</Sentence>
        {members.length > 0 && <Text color="secondary">Other series of {asked.service} are not.</Text>}
        <TextLink href={pageOf('services', asked.service)} inline={false}>{`${asked.service}, all of it`}</TextLink>
      </>
    );
  }
  return (
    <>
      <Sentence more={inWords(main.description)}>{matter(main)}.</Sentence>
      <Part title="Why">
        <WhyCard anomaly={main} members={members.filter(({ problemId }) => problemId === main.problemId)} withConcern />
      </Part>
      <TextLink href={pageOf('problems', main.problemId)} inline={false}>
        Open the problem
      </TextLink>
    </>
  );
}

import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Button, Link, Text } from '@backstage/ui';
import {
  weirPostMortemWritePermission,
  weirProblemOf,
  type Anomaly,
  type Problem,
} from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { ConcernMark } from '../charts/ConcernMark';
import { indicatorName, quantity, score } from '../format/number';
import { duration, iso, span } from '../format/time';
import { FeedbackBar } from '../feedback/FeedbackBar';
import { wordOf } from '../feedback/words';
import { postMortemsRouteRef } from '../routes';
import { RemoteView } from '../states/RemoteView';
import { useMay } from '../states/useMay';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { useGrafana } from '../useGrafana';
import { useLink } from '../useLink';
import { kindOfIndicator } from './indicators';
import styles from './tab.module.css';

/** A problem as a row that opens to why it is one, and to what people say of it. */
export function ProblemRow(props: {
  problem: Problem;
  others: readonly Problem[];
  open: boolean;
  onToggle: () => void;
  onChanged: () => void;
}) {
  const { problem, others, open, onToggle, onChanged } = props;
  const now = useNow();
  const unsaid = problem.end === null ? 'open' : '';
  const said = problem.feedback.words.find((one) => !one.withdrawn);
  return (
    <li className={styles.problem}>
      <button type="button" className={styles.problemHead} aria-expanded={open} data-weir-row="" onClick={onToggle}>
        <ConcernMark concern={problem.concernScore} confidence={problem.confidenceScore} />
        <span className={styles.problemWhat}>{problem.title}</span>
        <span className={styles.problemWhen} title={iso(problem.start)}>
          {span(problem.start, problem.end, now)}
        </span>
        <span className={styles.problemSaid}>{said ? wordOf(said.word).saved : unsaid}</span>
      </button>
      {open && <ProblemDetails problem={problem} others={others} onChanged={onChanged} />}
    </li>
  );
}

function ProblemDetails(props: { problem: Problem; others: readonly Problem[]; onChanged: () => void }) {
  const { problem, others, onChanged } = props;
  const api = useApi(weirApiRef);
  const grafana = useGrafana();
  const detail = useRemote(`problem ${problem.id} ${problem.revision}`, (signal) =>
    api.getProblem(problem.id, { signal })
  );
  return (
    <div className={styles.details}>
      <RemoteView remote={detail} lines={3}>
        {({ anomalies }) => <Why problem={problem} anomalies={anomalies} />}
      </RemoteView>
      <div className={styles.right}>
        <Text as="h4" variant="body-medium" weight="bold">
          Was this right?
        </Text>
        <FeedbackBar problem={problem} others={others} onChanged={onChanged} />
        <WritePostMortem problem={problem} />
        {grafana && (
          <Link href={grafana.problem(problem.id)} target="_blank" rel="noopener" variant="body-medium">
            Open in Grafana
          </Link>
        )}
      </div>
    </div>
  );
}

function Why(props: { problem: Problem; anomalies: readonly Anomaly[] }) {
  const { problem } = props;
  const members = [...props.anomalies].sort((one, other) => one.start - other.start);
  return (
    <dl className={styles.why}>
      <dt>Sure</dt>
      <dd>{`confidence ${score(problem.confidenceScore)} of 100`}</dd>
      {members.map((one) => (
        <Member key={one.id} anomaly={one} first={members[0]?.start ?? one.start} />
      ))}
      <dt>Computed</dt>
      <dd>{`by detector ${problem.annotator.name} ${problem.annotator.version}, revision ${problem.revision}`}</dd>
    </dl>
  );
}

function Member(props: { anomaly: Anomaly; first: number }) {
  const { anomaly, first } = props;
  const { value, expected } = anomaly.peak;
  const series = { kind: kindOfIndicator(anomaly.indicator), unit: '' };
  const seen = value === null ? 'no data' : quantity(value, series);
  return (
    <>
      <dt>{indicatorName(anomaly.indicator)}</dt>
      <dd>
        {`seen ${seen}${expected === null ? '' : `, expected ${quantity(expected, series)}`}`}
        {anomaly.start > first ? `, ${duration(anomaly.start - first)} after the first sign` : ', first sign'}
      </dd>
    </>
  );
}

function WritePostMortem(props: { problem: Problem }) {
  const api = useApi(weirApiRef);
  const navigate = useNavigate();
  const place = useLink(postMortemsRouteRef);
  const { may } = useMay(weirPostMortemWritePermission);
  const [refused, setRefused] = useState<string | undefined>();
  if (!place) return null;

  async function write() {
    try {
      const { postMortem } = await api.createPostMortem({ problemId: props.problem.id });
      navigate(`${place}/${postMortem.id}`);
    } catch (error) {
      setRefused(weirProblemOf(error).message);
    }
  }

  return (
    <>
      <Button size="small" variant="secondary" isDisabled={!may} onPress={write}>
        Write post-mortem
      </Button>
      {refused && <Alert status="danger" icon title="It was not opened." description={refused} />}
    </>
  );
}

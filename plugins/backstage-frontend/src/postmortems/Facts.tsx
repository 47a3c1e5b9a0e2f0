import { Box } from '@backstage/ui';
import type { PostMortem } from '@weir/backstage-plugin-weir-common';
import { ConcernMark } from '../charts/ConcernMark';
import { dayAndClock, duration } from '../format/time';
import { useNow } from '../states/useNow';
import styles from './postmortems.module.css';

/** The numbers of the problem: when, how long, how soon it was seen. */
export function Facts(props: { facts: NonNullable<PostMortem['facts']> }) {
  const { services, start, duration: length, alert, firstHuman, concernScore } = props.facts;
  const now = useNow(60_000);
  return (
    <Box as="dl" bg="neutral" className={styles.facts}>
      <div>
        <dt>Services</dt>
        <dd>{services.join(', ')}</dd>
      </div>
      <div>
        <dt>First sign</dt>
        <dd>{dayAndClock(start, now)}</dd>
      </div>
      <div>
        <dt>Length</dt>
        <dd>{length === null ? `${duration(now - start)} so far` : duration(length)}</dd>
      </div>
      <div>
        <dt>Sign to problem</dt>
        <dd>{duration(alert - start)}</dd>
      </div>
      <div>
        <dt>Problem to human</dt>
        <dd>{firstHuman === null ? 'nobody said a word' : duration(Math.max(0, firstHuman - alert))}</dd>
      </div>
      <div>
        <dt>Concern</dt>
        <dd>
          <ConcernMark concern={concernScore} />
        </dd>
      </div>
    </Box>
  );
}

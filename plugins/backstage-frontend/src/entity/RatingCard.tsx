import { Link, Text } from '@backstage/ui';
import type { EntitySummary } from '@weir/backstage-plugin-weir-common';
import { RangeBar } from '../charts/RangeBar';
import { lineName, lost, mostLost, provisionalWhy, range, scoreAndBand, trend } from '../format/ratingWords';
import { countOf } from '../format/number';
import { ratingsRouteRef } from '../routes';
import { useLink } from '../useLink';
import { SummaryCard } from './SummaryCard';
import { useEntityTab } from './useEntityLink';
import styles from './entity.module.css';

/** How good the entity's API is, and where most points were lost. */
export function RatingCard() {
  const ratings = useLink(ratingsRouteRef);
  const tab = useEntityTab();
  return (
    <SummaryCard title="Rating" footer={<Link href={ratings ?? tab}>{ratings ? 'All ratings' : 'All lines'}</Link>}>
      {(summary) => <RatingBody summary={summary} tab={tab} />}
    </SummaryCard>
  );
}

function RatingBody(props: { summary: EntitySummary; tab: string }) {
  const { rating, ratingChange } = props.summary;
  if (!rating) {
    return (
      <>
        <Text as="p" weight="bold">
          Not rated yet.
        </Text>
        <Text as="p" color="secondary">
          Ratings start about a day after the first calls.
        </Text>
      </>
    );
  }
  const worst = mostLost(rating);
  const moved = trend(rating, ratingChange);
  return (
    <div className={styles.stack}>
      <div className={styles.line}>
        <Text variant="title-small" weight="bold">
          {scoreAndBand(rating)}
        </Text>
        <Text color="secondary">{range(rating)}</Text>
        {moved && <Text weight="bold">{`${moved} in a month`}</Text>}
      </div>
      <RangeBar low={rating.low} high={rating.high} score={rating.score} provisional={rating.band === null} />
      <Text as="p">
        {rating.band === null && `${provisionalWhy(rating)} `}
        {worst ? (
          <>
            Most lost: {lineName(worst.what).toLocaleLowerCase('en-US')} {lost(worst.lost)}.{' '}
            <Link href={`${props.tab}#rating`}>All lines</Link>
          </>
        ) : (
          'Nothing was lost to evidence.'
        )}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {rating.votes.average === null
          ? `${countOf(rating.votes.count, 'vote')}; shown from 3.`
          : `${rating.votes.average.toFixed(1)} stars of ${countOf(rating.votes.count, 'person', 'people')}.`}
      </Text>
    </div>
  );
}

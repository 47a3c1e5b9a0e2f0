import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Box, Checkbox, VisuallyHidden } from '@backstage/ui';
import type { RatedService } from '@weir/backstage-plugin-weir-common';
import { RangeBar } from '../charts/RangeBar';
import { Waterfall } from '../charts/Waterfall';
import { score } from '../format/number';
import { provisionalWhy, range, trend } from '../format/ratingWords';
import { Votes, votesWords } from './Votes';
import styles from './ratings.module.css';

/** An API of the leaderboard; it opens to where its points went, and to its votes. */
export function RatedRow(props: {
  row: RatedService;
  open: boolean;
  onToggle: () => void;
  compared: boolean;
  comparable: boolean;
  onCompare: () => void;
  onChanged: () => void;
}) {
  const { row, open, onToggle, compared, comparable, onCompare, onChanged } = props;
  const { rating } = row;
  const name = row.title ?? rating.service;
  const moved = trend(rating, row.change);
  return (
    <Box as="li" bg="neutral" className={styles.row}>
      <div className={styles.line}>
        <button type="button" className={styles.open} aria-expanded={open} data-weir-row="" onClick={onToggle}>
          <span className={styles.rank}>{row.rank}</span>
          <span className={styles.name}>{name}</span>
          <span className={styles.bar}>
            <RangeBar low={rating.low} high={rating.high} score={rating.score} provisional={rating.band === null} />
          </span>
          <span className={styles.score} title={rating.band === null ? provisionalWhy(rating) : undefined}>
            {score(rating.score)}
            <span className={rating.band === null ? styles.provisional : styles.band}>
              {rating.band ?? 'provisional'}
            </span>
          </span>
          <span className={styles.range}>{range(rating)}</span>
          <span className={styles.trend}>{moved}</span>
          <span className={styles.voters}>{votesWords(rating.votes)}</span>
          <VisuallyHidden>Where the points went.</VisuallyHidden>
        </button>
        <span className={styles.owner}>
          {row.owner ? <EntityRefLink entityRef={row.owner} defaultKind="group" hideIcon /> : '–'}
        </span>
        <span className={styles.compare}>
          <Checkbox isSelected={compared} isDisabled={!compared && !comparable} onChange={onCompare}>
            Compare
          </Checkbox>
        </span>
      </div>
      {open && (
        <div className={styles.details}>
          {rating.band === null && <p>{provisionalWhy(rating)}</p>}
          {row.entityRef && (
            <p>
              <EntityRefLink entityRef={row.entityRef} title={`${name} in the catalog`} hideIcon />
            </p>
          )}
          <Waterfall rating={rating} />
          <Votes
            entityId={rating.entityId}
            service={rating.service}
            votes={rating.votes}
            owned={row.owned}
            heading="h3"
            onChanged={onChanged}
          />
        </div>
      )}
    </Box>
  );
}

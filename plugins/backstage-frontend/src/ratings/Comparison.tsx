import { useApi } from '@backstage/core-plugin-api';
import { Box, Button, Text } from '@backstage/ui';
import type { Rating, RatingLine } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { lineName, lost, range, scoreAndBand } from '../format/ratingWords';
import { RemoteView } from '../states/RemoteView';
import { useRemote } from '../states/useRemote';
import styles from './ratings.module.css';

/** Up to three APIs side by side: what each lost, line by line, on one scale. */
export function Comparison(props: { ids: readonly string[]; onClear: () => void }) {
  const { ids, onClear } = props;
  const api = useApi(weirApiRef);
  const remote = useRemote(`compare ${ids.join(' ')}`, (signal) =>
    Promise.all(ids.map((id) => api.getRating(id, { signal })))
  );
  return (
    <Box as="section" bg="neutral" className={styles.comparison} aria-label="Comparison">
      <div className={styles.votesHead}>
        <Text as="h3" variant="body-large" weight="bold">
          {ids.length === 1 ? 'Choose another one to compare.' : 'What each lost, on one scale.'}
        </Text>
        <Button size="small" variant="tertiary" onPress={onClear}>
          Stop comparing
        </Button>
      </div>
      <RemoteView remote={remote}>{(ratings) => <Facets ratings={ratings} />}</RemoteView>
    </Box>
  );
}

function Facets(props: { ratings: readonly Rating[] }) {
  const { ratings } = props;
  const kinds = [
    ...new Set(ratings.flatMap((rating) => rating.lines.filter((line) => line.lost > 0).map((line) => line.what))),
  ];
  const scale = Math.max(10, ...ratings.flatMap((rating) => rating.lines.map((line) => line.lost)));
  return (
    <div className={styles.scroll}>
      <table className={styles.facets}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {ratings.map((rating) => (
              <th key={rating.entityId} scope="col">
                {`${rating.service}: ${scoreAndBand(rating)}, ${range(rating)}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((what) => (
            <tr key={what}>
              <th scope="row">{lineName(what)}</th>
              {ratings.map((rating) => (
                <Facet key={rating.entityId} rating={rating} what={what} scale={scale} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Facet(props: { rating: Rating; what: RatingLine['what']; scale: number }) {
  const { rating, what, scale } = props;
  const line = rating.lines.find((one) => one.what === what);
  if (!line) {
    return <td>{rating.notApplicable.some((note) => note.facet === what) ? 'not applicable' : 'nothing lost'}</td>;
  }
  return (
    <td title={line.sentence}>
      <span className={styles.facetBar} style={{ width: `${(line.lost / scale) * 60}%` }} /> {lost(line.lost)}
    </td>
  );
}

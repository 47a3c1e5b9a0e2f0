import { useApi } from '@backstage/core-plugin-api';
import { Link, Text } from '@backstage/ui';
import type { Rating, ServiceIdentity } from '@weir/backstage-plugin-weir-common';
import { weirProblemOf } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { Waterfall } from '../charts/Waterfall';
import { provisionalWhy, range, scoreAndBand, trend } from '../format/ratingWords';
import { Votes } from '../ratings/Votes';
import { ratingsRouteRef } from '../routes';
import { Message } from '../states/Message';
import { RemoteView } from '../states/RemoteView';
import { useRemote } from '../states/useRemote';
import { useLink } from '../useLink';
import { Section } from './Section';
import styles from './tab.module.css';

/** How good the API is and where the points went, with what its consumers say. */
export function RatingSection(props: { service: ServiceIdentity; change: number | null }) {
  const { service, change } = props;
  const api = useApi(weirApiRef);
  const ratings = useLink(ratingsRouteRef);
  const remote = useRemote(`rating ${service.entityId}`, async (signal) => ({
    rating: await ratingOrNone(() => api.getRating(service.entityId, { signal })),
  }));
  return (
    <Section id="rating" title="Rating" action={ratings && <Link href={ratings}>All ratings</Link>}>
      <RemoteView remote={remote}>
        {({ rating }) =>
          rating === undefined ? (
            <Message title="Not rated yet.">Ratings start about a day after the first calls.</Message>
          ) : (
            <div className={styles.rating}>
              <Text as="p">
                <strong>{scoreAndBand(rating)}</strong>
                {` · ${range(rating)} · rubric ${rating.rubric}`}
                {trend(rating, change) && ` · ${trend(rating, change)} in a month`}
                {rating.band === null && ` · ${provisionalWhy(rating)}`}
              </Text>
              <Waterfall rating={rating} />
              <Votes
                heading="h4"
                entityId={service.entityId}
                service={service.name}
                votes={rating.votes}
                onChanged={remote.retry}
              />
            </div>
          )
        }
      </RemoteView>
    </Section>
  );
}

/** Not to be rated yet is no failure. */
async function ratingOrNone(ask: () => Promise<Rating>): Promise<Rating | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (weirProblemOf(error).reason === 'not-found') return undefined;
    throw error;
  }
}

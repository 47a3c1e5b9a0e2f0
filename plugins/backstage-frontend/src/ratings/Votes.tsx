import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Text } from '@backstage/ui';
import { weirVoteCreatePermission, type Rating, type Vote } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { useMe } from '../feedback/useMe';
import { countOf, score } from '../format/number';
import { day } from '../format/time';
import { NotAllowed } from '../states/NotAllowed';
import { RemoteView } from '../states/RemoteView';
import { useMay } from '../states/useMay';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import { starMarks, STARS } from './starWords';
import { VoteDialog } from './VoteDialog';
import styles from './ratings.module.css';

/** What consumers of an API say, and the person's own vote. */
export function Votes(props: {
  entityId: string;
  service: string;
  votes: Rating['votes'];
  owned?: boolean;
  /** Its place among the headings around it. */
  heading: 'h3' | 'h4';
  onChanged: () => void;
}) {
  const { entityId, service, votes, owned = false, heading, onChanged } = props;
  const api = useApi(weirApiRef);
  const me = useMe();
  const { may, why } = useMay(weirVoteCreatePermission);
  const now = useNow(60_000);
  const [voting, setVoting] = useState(false);
  const remote = useRemote(`votes ${entityId}`, (signal) => api.listVotes(entityId, { limit: 100 }, { signal }));
  const items = remote.value?.items.filter((vote) => !vote.withdrawn) ?? [];
  const mine = items.find((vote) => vote.person.id === me);
  return (
    <div className={styles.votes}>
      <div className={styles.votesHead}>
        <Text as={heading} variant="body-medium" weight="bold">
          {votesWords(votes)}
        </Text>
        <Button size="small" variant="secondary" isDisabled={!may} onPress={() => setVoting(true)}>
          {mine ? 'Change your stars' : 'Give stars'}
        </Button>
      </div>
      <NotAllowed why={why} />
      {mine && (
        <Text as="p" variant="body-small" color="secondary">
          {mine.isOwner
            ? 'You own this. Your vote is shown, not counted.'
            : `One vote each; yours from ${day(mine.time, now)} counts ${score(mine.counts)} % today.`}
        </Text>
      )}
      <RemoteView remote={remote} lines={2}>
        {() =>
          items.length > 0 && (
            <ul className={styles.voteList}>
              {items.map((vote) => (
                <OneVote key={vote.person.id} vote={vote} now={now} />
              ))}
            </ul>
          )
        }
      </RemoteView>
      {voting && (
        <VoteDialog
          entityId={entityId}
          service={service}
          mine={mine}
          owned={owned || Boolean(mine?.isOwner)}
          onClose={(changed) => {
            setVoting(false);
            if (!changed) return;
            remote.retry();
            onChanged();
          }}
        />
      )}
    </div>
  );
}

function OneVote(props: { vote: Vote; now: number }) {
  const { vote, now } = props;
  return (
    <li>
      <span className={styles.stars} role="img" aria-label={`${vote.stars} of 5 stars`}>
        {starMarks(vote.stars)}
      </span>
      <Text>
        {` ${STARS[vote.stars - 1] ?? ''}`}
        <Text color="secondary">{` · ${vote.person.name}, ${day(vote.time, now)}${vote.isOwner ? ', owner, not counted' : ''}`}</Text>
      </Text>
      {vote.comment && <p>{vote.comment}</p>}
    </li>
  );
}

/** `3.9 stars, 6 people`, or `2 votes; shown from 3.` while an average would tell who said what. */
export function votesWords(votes: Rating['votes']): string {
  if (votes.average === null) {
    return votes.count === 0 ? 'No votes yet; shown from 3.' : `${countOf(votes.count, 'vote')}; shown from 3.`;
  }
  return `${votes.average.toFixed(1)} stars, ${countOf(votes.count, 'person', 'people')}`;
}

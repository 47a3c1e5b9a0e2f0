import { useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Button, Menu, MenuItem, MenuTrigger, Text } from '@backstage/ui';
import {
  weirFeedbackCreatePermission,
  weirProblemOf,
  type Feedback,
  type FeedbackSaved,
  type FeedbackWord,
  type Problem,
} from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { dayAndClock, moment } from '../format/time';
import { NotAllowed } from '../states/NotAllowed';
import { useMay } from '../states/useMay';
import { useNow } from '../states/useNow';
import { FeedbackDialog } from './FeedbackDialog';
import { useMe } from './useMe';
import { WORDS, wordOf } from './words';
import styles from './feedback.module.css';

const UNDO_MS = 10_000;

/** Was Weir right? The eight words about a problem, what people said, and a way back. */
export function FeedbackBar(props: { problem: Problem; others: readonly Problem[]; onChanged: () => void }) {
  const { problem, others, onChanged } = props;
  const api = useApi(weirApiRef);
  const me = useMe();
  const { may, why } = useMay(weirFeedbackCreatePermission);
  const [word, setWord] = useState<FeedbackWord | undefined>();
  const [saved, setSaved] = useState<FeedbackSaved | undefined>();
  const [changing, setChanging] = useState(false);
  const [refused, setRefused] = useState<string | undefined>();
  const mine = problem.feedback.words.find((one) => one.person.id === me && !one.withdrawn);

  useEffect(() => {
    if (!saved) return undefined;
    const timer = setTimeout(() => setSaved(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [saved]);

  async function withdraw(id: string) {
    setRefused(undefined);
    try {
      await api.withdrawFeedback(id);
      setSaved(undefined);
      onChanged();
    } catch (error) {
      setRefused(weirProblemOf(error).message);
    }
  }

  return (
    <div className={styles.bar}>
      <Said words={problem.feedback.words} needsReview={problem.feedback.needsReview} me={me} />
      {mine && !changing ? (
        <div className={styles.buttons}>
          <Button size="small" variant="secondary" isDisabled={!may} onPress={() => setChanging(true)}>
            Change your word
          </Button>
          <Button size="small" variant="tertiary" isDisabled={!may} onPress={() => withdraw(mine.id)}>
            Take it back
          </Button>
        </div>
      ) : (
        <div className={styles.buttons} role="group" aria-label="Was this right?">
          {WORDS.slice(0, 3).map((one) => (
            <Button key={one.word} size="small" variant="secondary" isDisabled={!may} onPress={() => setWord(one.word)}>
              {one.button}
            </Button>
          ))}
          <MenuTrigger>
            <Button size="small" variant="tertiary" isDisabled={!may}>
              More
            </Button>
            <Menu onAction={(key) => setWord(key as FeedbackWord)}>
              {WORDS.slice(3)
                .filter((one) => one.word !== 'missed')
                .map((one) => (
                  <MenuItem key={one.word} id={one.word}>
                    {one.button}
                  </MenuItem>
                ))}
            </Menu>
          </MenuTrigger>
        </div>
      )}
      <NotAllowed why={why} />
      <div role="status">
        {saved && (
          <Alert
            status="success"
            icon
            title={`Saved. ${saved.message}`}
            customActions={
              <Button size="small" variant="secondary" onPress={() => withdraw(saved.feedback.id)}>
                Undo
              </Button>
            }
          />
        )}
        {refused && <Alert status="danger" icon title="This was not taken back." description={refused} />}
      </div>
      {word && (
        <FeedbackDialog
          word={word}
          subject={{ problemId: problem.id }}
          problem={problem}
          others={others}
          onClose={(answer) => {
            setWord(undefined);
            if (!answer) return;
            setSaved(answer);
            setChanging(false);
            onChanged();
          }}
        />
      )}
    </div>
  );
}

/** What people said, the newest first: `False alarm · you, 15:04`. */
function Said(props: { words: readonly Feedback[]; needsReview: boolean; me: string | undefined }) {
  const { words, needsReview, me } = props;
  const now = useNow();
  const standing = words.filter((one) => !one.withdrawn);
  if (standing.length === 0) return null;
  return (
    <ul className={styles.said}>
      {standing.map((one) => (
        <li key={one.id}>
          <Text weight="bold">{wordOf(one.word).saved}</Text>
          <Text color="secondary" title={dayAndClock(one.time, now)}>
            {` · ${one.person.id === me ? 'you' : one.person.name}, ${moment(one.time, now)}`}
          </Text>
          {one.comment && <Text as="p">{one.comment}</Text>}
        </li>
      ))}
      {needsReview && (
        <li>
          <Text weight="bold">People contradict each other. Needs review.</Text>
        </li>
      )}
    </ul>
  );
}

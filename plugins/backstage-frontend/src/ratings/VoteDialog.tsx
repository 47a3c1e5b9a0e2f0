/* eslint-disable jsx-a11y/no-autofocus -- a dialog puts the focus on its first field. */
import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Radio,
  RadioGroup,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { weirProblemOf, type Vote } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { starMarks, STARS } from './starWords';
import styles from './ratings.module.css';

/** Stars with words and a comment. One vote each; a later one replaces it. */
export function VoteDialog(props: {
  entityId: string;
  service: string;
  mine: Vote | undefined;
  owned: boolean;
  onClose: (changed: boolean) => void;
}) {
  const { entityId, service, mine, owned, onClose } = props;
  const api = useApi(weirApiRef);
  const [stars, setStars] = useState(mine ? String(mine.stars) : '');
  const [comment, setComment] = useState(mine?.comment ?? '');
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<string | undefined>();

  async function save(change: () => Promise<unknown>) {
    setSaving(true);
    setRefused(undefined);
    try {
      await change();
      onClose(true);
    } catch (error) {
      setRefused(weirProblemOf(error).message);
      setSaving(false);
    }
  }

  const vote = { stars: Number(stars), ...(comment.trim() !== '' && { comment: comment.trim() }) };
  return (
    <Dialog isOpen onOpenChange={(open) => !open && onClose(false)} width={480}>
      <DialogHeader>{`How good is ${service}?`}</DialogHeader>
      <DialogBody>
        <div className={styles.vote}>
          <RadioGroup label="Stars" value={stars} onChange={setStars}>
            {STARS.map((word, index) => (
              <Radio key={word} value={String(index + 1)} autoFocus={index === (mine ? mine.stars - 1 : 4)}>
                <span className={styles.stars} aria-hidden="true">
                  {starMarks(index + 1)}
                </span>
                {` ${index + 1} ${word.toLocaleLowerCase('en-US')}`}
              </Radio>
            ))}
          </RadioGroup>
          <TextAreaField label="Comment (optional)" rows={3} maxLength={2000} value={comment} onChange={setComment} />
          <Text as="p" variant="body-small" color="secondary">
            {owned
              ? 'You own this. Your vote is shown, not counted.'
              : 'One vote each, with your name; it counts half after 90 days.'}
          </Text>
          {refused && <Alert status="danger" icon title="Your vote was not saved." description={refused} />}
        </div>
      </DialogBody>
      <DialogFooter>
        {mine && (
          <Button variant="tertiary" onPress={() => save(() => api.withdrawVote(entityId))}>
            Take it back
          </Button>
        )}
        <Button variant="secondary" onPress={() => onClose(false)}>
          Cancel
        </Button>
        <Button
          variant="primary"
          isDisabled={stars === ''}
          isPending={saving}
          onPress={() => save(() => api.saveVote(entityId, vote))}
        >
          Save vote
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

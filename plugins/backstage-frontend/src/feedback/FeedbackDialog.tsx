import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Button, Dialog, DialogBody, DialogFooter, DialogHeader, Text } from '@backstage/ui';
import { weirProblemOf, type FeedbackSaved, type FeedbackWord, type Problem } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { emptyDraft, fieldTime, missingIn, requestOf, type FeedbackSubject } from './feedbackDraft';
import { FeedbackFields } from './FeedbackFields';
import { wordOf } from './words';
import styles from './feedback.module.css';

/** Asks what a word needs to know, and saves it. */
export function FeedbackDialog(props: {
  word: FeedbackWord;
  subject: FeedbackSubject;
  /** The problem that it is about, when it is about one. */
  problem?: Problem;
  /** Other problems that it could be the same as. */
  others?: readonly Problem[];
  onClose: (saved?: FeedbackSaved) => void;
}) {
  const { word, subject, problem, others = [], onClose } = props;
  const api = useApi(weirApiRef);
  const [draft, setDraft] = useState(() => {
    const now = Date.now();
    return emptyDraft(fieldTime(problem?.start ?? now - 3_600_000), fieldTime(problem?.end ?? now));
  });
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<string | undefined>();
  const missing = missingIn(word, draft);

  async function save() {
    setTried(true);
    if (missing !== undefined) return;
    setSaving(true);
    setRefused(undefined);
    try {
      onClose(await api.saveFeedback(requestOf(word, subject, draft)));
    } catch (error) {
      setRefused(weirProblemOf(error).message);
      setSaving(false);
    }
  }

  return (
    <Dialog isOpen onOpenChange={(open) => !open && onClose()} width={560}>
      <DialogHeader>{wordOf(word).button}</DialogHeader>
      <DialogBody>
        <div className={styles.fields}>
          {problem && (
            <Text as="p" color="secondary">
              {problem.description}
            </Text>
          )}
          <FeedbackFields word={word} draft={draft} onChange={setDraft} problem={problem} others={others} />
          <Text as="p" variant="body-small" color="secondary">
            Your word is kept with your name. It does not change detection yet.
          </Text>
          {tried && missing && <Alert status="warning" icon title={missing} />}
          {refused && <Alert status="danger" icon title="This was not saved." description={refused} />}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={() => onClose()}>
          Cancel
        </Button>
        <Button variant="primary" isPending={saving} onPress={save}>
          Save word
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

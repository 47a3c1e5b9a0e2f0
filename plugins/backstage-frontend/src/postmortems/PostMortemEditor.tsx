import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Button, Link, Text, TextAreaField, TextField } from '@backstage/ui';
import {
  weirPostMortemPublishPermission,
  weirPostMortemWritePermission,
  weirProblemOf,
  type PostMortemDetail,
} from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { NotAllowed } from '../states/NotAllowed';
import { useMay } from '../states/useMay';
import { ActionItems } from './ActionItems';
import { draftOf, obstacles, SECTIONS } from './draft';
import { Facts } from './Facts';
import { PostMortemReader } from './PostMortemReader';
import { SavingNote } from './SavingNote';
import { Timeline } from './Timeline';
import { useAutosave } from './useAutosave';
import styles from './postmortems.module.css';

/** What happened, and what will change? Saves itself; the timeline starts with what the system knows. */
export function PostMortemEditor(props: { detail: PostMortemDetail; onPublished: (detail: PostMortemDetail) => void }) {
  const api = useApi(weirApiRef);
  const writes = useMay(weirPostMortemWritePermission);
  const publishes = useMay(weirPostMortemPublishPermission);
  const autosave = useAutosave(props.detail);
  const [reading, setReading] = useState(false);
  const [hindered, setHindered] = useState<readonly string[]>([]);
  const { draft, stored, saving, change } = autosave;
  const { postMortem } = stored;

  async function publish() {
    const open = obstacles(draft.actions);
    setHindered(open);
    if (open.length > 0 || !(await autosave.save())) return;
    try {
      // After saving, the newest revision is what the service has answered; ask it, so that none is guessed.
      const { postMortem: newest } = await api.getPostMortem(postMortem.id);
      props.onPublished(await api.publishPostMortem(newest.id, { revision: newest.revision }));
    } catch (error) {
      setHindered([weirProblemOf(error).message]);
    }
  }

  const header = (
    <div className={styles.header}>
      <div>
        <Link href="..">Post-mortems</Link>
        <SavingNote autosave={autosave} editors={postMortem.editors} />
      </div>
      <div className={styles.buttons}>
        <Button variant="secondary" onPress={() => setReading(!reading)}>
          {reading ? 'Write on' : 'Read it'}
        </Button>
        <Button variant="primary" isDisabled={!publishes.may || saving.state === 'conflict'} onPress={publish}>
          Publish
        </Button>
      </div>
    </div>
  );
  const notes = (
    <>
      <NotAllowed why={writes.why ?? publishes.why} />
      {hindered.map((sentence) => (
        <Alert key={sentence} className={styles.alert} status="warning" icon title={sentence} />
      ))}
    </>
  );
  if (reading) {
    return (
      <>
        {header}
        {notes}
        <PostMortemReader postMortem={{ ...postMortem, ...draft }} />
      </>
    );
  }
  return (
    <>
      {header}
      {notes}
      <div className={styles.editor}>
        <div className={styles.main}>
          <TextField
            label="Title"
            maxLength={200}
            isDisabled={!writes.may}
            value={draft.title}
            onChange={(title) => change({ title })}
          />
          {postMortem.facts && <Facts facts={postMortem.facts} />}
          {SECTIONS.map(({ id, title, asks }) => (
            <div key={id} id={id}>
              <TextAreaField
                label={title}
                description={asks}
                rows={id === 'summary' ? 3 : 5}
                maxLength={20000}
                isDisabled={!writes.may}
                value={draft.sections[id]}
                onChange={(text) => change({ sections: { ...draft.sections, [id]: text } })}
              />
            </div>
          ))}
          <ActionItems actions={draft.actions} may={writes.may} onChange={(actions) => change({ actions })} />
          <Text as="p" variant="body-small" color="secondary">
            Text is Markdown. In what is handed out names become roles.
          </Text>
        </div>
        <Timeline
          rows={draft.timeline}
          offered={stored.offered.filter((one) => !draft.timeline.some((row) => row.id === one.id))}
          removed={draftOf(postMortem).timeline.filter((one) => !draft.timeline.some((row) => row.id === one.id))}
          may={writes.may}
          onChange={(timeline) => change({ timeline })}
        />
      </div>
    </>
  );
}

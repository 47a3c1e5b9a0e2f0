import { Alert, Button, Text } from '@backstage/ui';
import type { Person } from '@weir/backstage-plugin-weir-common';
import { clock } from '../format/time';
import { changedParts, draftOf } from './draft';
import type { Autosave } from './useAutosave';
import styles from './postmortems.module.css';

/** `Draft · saved 15:02 · Ana, Ben`, or what is in the way of saving. */
export function SavingNote(props: { autosave: Autosave; editors: readonly Person[] }) {
  const { autosave, editors } = props;
  const { saving } = autosave;
  return (
    <div role="status">
      <Text as="p" color="secondary" className={styles.saving}>
        {['Draft', wordsOf(autosave), editors.map((one) => one.name).join(', ')].join(' · ')}
      </Text>
      {saving.state === 'failed' && (
        <Alert
          status="danger"
          icon
          title="Not saved."
          description={`${saving.message} What you wrote is still here.`}
          customActions={
            <Button size="small" variant="secondary" onPress={autosave.save}>
              Save again
            </Button>
          }
        />
      )}
      {saving.state === 'conflict' && <Conflict autosave={autosave} />}
    </div>
  );
}

function Conflict(props: { autosave: Autosave }) {
  const { saving, stored, merge, takeTheirs } = props.autosave;
  if (saving.state !== 'conflict') return null;
  const theirs = saving.theirs.postMortem;
  const parts = changedParts(draftOf(stored.postMortem), draftOf(theirs));
  return (
    <Alert
      status="warning"
      icon
      title={`${theirs.updatedBy.name} changed ${parts.join(', ') || 'it'} at ${clock(theirs.updated)}.`}
      description="What you wrote is not saved yet."
      customActions={
        <div className={styles.buttons}>
          <Button size="small" variant="primary" onPress={merge}>
            Show both
          </Button>
          <Button size="small" variant="secondary" onPress={takeTheirs}>
            {`Take ${theirs.updatedBy.name}'s`}
          </Button>
        </div>
      }
    />
  );
}

function wordsOf({ saving }: Autosave): string {
  switch (saving.state) {
    case 'saved':
      return `saved ${clock(saving.time)}`;
    case 'saving':
      return 'saving';
    case 'changed':
      return 'changed';
    default:
      return 'not saved';
  }
}

import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { weirProblemOf, type PostMortemDetail } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { draftOf, mergeDrafts, sameDraft, updateOf, type Draft } from './draft';

const WAIT_MS = 2000;

/** Where saving stands. */
export type Saving =
  | { state: 'saved'; time: number }
  | { state: 'changed' | 'saving' }
  | { state: 'failed'; message: string }
  | { state: 'conflict'; theirs: PostMortemDetail };

/** A draft that saves itself two seconds after the last change, and notices when somebody else has saved. */
export interface Autosave {
  draft: Draft;
  /** What the service has: revision, editors, offered events. */
  stored: PostMortemDetail;
  saving: Saving;
  change: (part: Partial<Draft>) => void;
  /** Saves now; true when all that was written is stored. */
  save: () => Promise<boolean>;
  /** After a conflict: goes on with theirs and mine together. */
  merge: () => void;
  /** After a conflict: goes on with theirs. */
  takeTheirs: () => void;
}

/** {@link Autosave} over what was read. */
export function useAutosave(read: PostMortemDetail): Autosave {
  const api = useApi(weirApiRef);
  const [stored, setStored] = useState(read);
  const [draft, setDraft] = useState(() => draftOf(read.postMortem));
  const [saving, setSaving] = useState<Saving>({ state: 'saved', time: read.postMortem.updated });
  const current = useRef({ draft, stored, busy: false });
  current.current.draft = draft;
  current.current.stored = stored;

  const save = useCallback(async (): Promise<boolean> => {
    const now = current.current;
    if (now.busy) return false;
    const sent = now.draft;
    const { id, revision } = now.stored.postMortem;
    if (sameDraft(sent, draftOf(now.stored.postMortem))) return true;
    now.busy = true;
    setSaving({ state: 'saving' });
    try {
      const answer = await api.updatePostMortem(id, updateOf(sent, revision));
      now.stored = answer;
      setStored(answer);
      const unchanged = now.draft === sent;
      // The service may have put the text right (order of the timeline); what is being typed stays as it is.
      if (unchanged) {
        now.draft = draftOf(answer.postMortem);
        setDraft(now.draft);
      }
      setSaving(unchanged ? { state: 'saved', time: answer.postMortem.updated } : { state: 'changed' });
      return unchanged;
    } catch (error) {
      const problem = weirProblemOf(error);
      if (problem.reason === 'conflict') {
        const theirs = await api.getPostMortem(id).catch(() => undefined);
        if (theirs) {
          setSaving({ state: 'conflict', theirs });
          return false;
        }
      }
      setSaving({ state: 'failed', message: problem.message });
      return false;
    } finally {
      now.busy = false;
    }
  }, [api]);

  const dirty = !sameDraft(draft, draftOf(stored.postMortem));
  const blocked = saving.state === 'conflict';
  useEffect(() => {
    if (!dirty || blocked) return undefined;
    const timer = setTimeout(save, WAIT_MS);
    return () => clearTimeout(timer);
  }, [draft, stored, dirty, blocked, save]);

  // Leaving with something unsaved: the browser asks.
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);

  const change = useCallback((part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setSaving((before) => (before.state === 'conflict' ? before : { state: 'changed' }));
  }, []);

  const goOn = (next: Draft) => {
    if (saving.state !== 'conflict') return;
    setStored(saving.theirs);
    setDraft(next);
    setSaving({ state: 'changed' });
  };
  return {
    draft,
    stored,
    saving,
    change,
    save,
    merge: () =>
      saving.state === 'conflict' &&
      goOn(mergeDrafts(draftOf(stored.postMortem), draft, draftOf(saving.theirs.postMortem))),
    takeTheirs: () => saving.state === 'conflict' && goOn(draftOf(saving.theirs.postMortem)),
  };
}

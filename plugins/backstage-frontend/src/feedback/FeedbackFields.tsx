/* eslint-disable jsx-a11y/no-autofocus -- a dialog puts the focus on its first field. */
import { useApi } from '@backstage/core-plugin-api';
import { Checkbox, CheckboxGroup, Radio, RadioGroup, TextAreaField, TextField } from '@backstage/ui';
import type { FeedbackWord, Problem } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { indicatorName } from '../format/number';
import { clock, span } from '../format/time';
import { RemoteView } from '../states/RemoteView';
import { useNow } from '../states/useNow';
import { useRemote } from '../states/useRemote';
import type { FeedbackDraft } from './feedbackDraft';
import { TimeField } from './TimeField';
import { wordOf } from './words';

/** The fields of a word; the first one has the focus. */
export function FeedbackFields(props: {
  word: FeedbackWord;
  draft: FeedbackDraft;
  onChange: (draft: FeedbackDraft) => void;
  problem: Problem | undefined;
  others: readonly Problem[];
}) {
  const { word, draft, onChange, problem, others } = props;
  const set = (part: Partial<FeedbackDraft>) => onChange({ ...draft, ...part });
  const asks = wordOf(word).asks;
  const comment = (label: string, first: boolean) => (
    <TextAreaField
      label={label}
      rows={3}
      maxLength={2000}
      autoFocus={first}
      value={draft.comment}
      onChange={(value) => set({ comment: value })}
    />
  );
  const more = comment('Anything to add? (optional)', false);
  switch (word) {
    case 'expected':
      return (
        <>
          {comment(asks, true)}
          <RadioGroup
            label="Will it come back?"
            value={draft.recurrence}
            onChange={(value) => set({ recurrence: value as FeedbackDraft['recurrence'] })}
          >
            <Radio value="once">Once</Radio>
            <Radio value="weekly">Every week</Radio>
            <Radio value="calendar">By a calendar</Radio>
          </RadioGroup>
          {draft.recurrence === 'calendar' && (
            <TextField label="Calendar" value={draft.calendar} onChange={(value) => set({ calendar: value })} />
          )}
        </>
      );
    case 'new-normal':
      return (
        <>
          <TimeField label={asks} autoFocus value={draft.from} onChange={(value) => set({ from: value })} />
          {more}
        </>
      );
    case 'wrong-season':
      return (
        <>
          <RadioGroup
            label={asks}
            value={draft.rhythm}
            onChange={(value) => set({ rhythm: value as FeedbackDraft['rhythm'] })}
          >
            <Radio value="daily" autoFocus>
              Every day
            </Radio>
            <Radio value="weekly">Every week</Radio>
            <Radio value="none">None</Radio>
          </RadioGroup>
          {more}
        </>
      );
    case 'missed':
      return (
        <>
          <TimeField label="From" autoFocus value={draft.from} onChange={(value) => set({ from: value })} />
          <TimeField label="To" value={draft.to} onChange={(value) => set({ to: value })} />
          {more}
        </>
      );
    case 'wrong-grouping':
      return (
        <>
          {problem && <Members problem={problem} draft={draft} set={set} others={others} />}
          {more}
        </>
      );
    case 'wrong-owner':
      return (
        <>
          <TextField
            label={asks}
            placeholder="group:default/team-a"
            autoFocus
            value={draft.owner}
            onChange={(value) => set({ owner: value })}
          />
          {more}
        </>
      );
    default:
      return comment(asks, true);
  }
}

function Members(props: {
  problem: Problem;
  others: readonly Problem[];
  draft: FeedbackDraft;
  set: (part: Partial<FeedbackDraft>) => void;
}) {
  const { problem, others, draft, set } = props;
  const api = useApi(weirApiRef);
  const now = useNow();
  const detail = useRemote(`problem ${problem.id}`, (signal) => api.getProblem(problem.id, { signal }));
  return (
    <RemoteView remote={detail}>
      {({ anomalies }) => (
        <>
          <CheckboxGroup
            label="Tick the members that belong together."
            value={[...draft.members]}
            onChange={(members) => set({ members })}
          >
            {anomalies.map((one) => (
              <Checkbox key={one.id} value={one.id}>
                {`${one.service} ${indicatorName(one.indicator)}, from ${clock(one.start)}`}
              </Checkbox>
            ))}
          </CheckboxGroup>
          {others.length > 0 && (
            <CheckboxGroup
              label="Or the problems that are the same as this one."
              value={[...draft.mergeWith]}
              onChange={(mergeWith) => set({ mergeWith })}
            >
              {others.map((one) => (
                <Checkbox key={one.id} value={one.id}>
                  {`${one.description} ${span(one.start, one.end, now)}`}
                </Checkbox>
              ))}
            </CheckboxGroup>
          )}
        </>
      )}
    </RemoteView>
  );
}

import React, { useEffect, useRef, useState } from 'react';
import { dateTime } from '@grafana/data';
import {
  Alert,
  Button,
  Checkbox,
  DateTimePicker,
  Drawer,
  Field,
  Input,
  RadioButtonGroup,
  Stack,
  Text,
  TextArea,
} from '@grafana/ui';

import { Anomaly, FeedbackSaved } from '../weir/answers';
import { NoAnswer, tell } from '../weir/ask';
import { indicatorName } from '../words/indicators';
import { moment } from '../words/times';
import { Details, missing, requestOf, Subject } from './details';
import { WordText } from './words';

const DRAWER_COMES_IN = 300;

interface Props {
  text: WordText;
  subject: Subject;
  /** The subject in words. */
  about: string;
  /** What the drawer proposes where a word asks for times. */
  from: number;
  to?: number;
  anomalies: Anomaly[];
  onClose: () => void;
  onSaved: (saved: FeedbackSaved) => void;
}

/** Asks what a word needs besides itself, and saves it. */
export function WordDrawer({ text, subject, about, from, to, anomalies, onClose, onSaved }: Props) {
  const { word, button, question, effect } = text;
  const [details, setDetails] = useState<Details>({
    comment: '',
    recurrence: 'once',
    calendar: '',
    rhythm: 'daily',
    from,
    to,
    members: [],
    owner: '',
  });
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<string>();
  const set = (change: Partial<Details>) => setDetails((now) => ({ ...now, ...change }));
  const lacking = missing(word, details);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // The drawer takes the focus for its close button when it has come in.
    const later = setTimeout(
      () => form.current?.querySelector<HTMLElement>('textarea, input')?.focus(),
      DRAWER_COMES_IN
    );
    return () => clearTimeout(later);
  }, []);

  const save = async () => {
    setSaving(true);
    try {
      onSaved(await tell<FeedbackSaved>('v1/feedback', requestOf(word, subject, details)));
    } catch (failure) {
      setError((failure as NoAnswer).message);
      setSaving(false);
    }
  };

  return (
    <Drawer title={button} subtitle={about} size="sm" onClose={onClose}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!lacking && !saving) {
            void save();
          }
        }}
      >
        <WordFields word={word} question={question} details={details} set={set} anomalies={anomalies} />
        <Stack direction="column" gap={2} alignItems="flex-start">
          <Text color="secondary">{effect} This version only records the word: it does not change detection yet.</Text>
          {error && (
            <Alert severity="error" title="Your word was not saved.">
              {error}
            </Alert>
          )}
          <Stack gap={1} alignItems="center" wrap="wrap">
            <Button type="submit" disabled={Boolean(lacking) || saving}>
              Save word
            </Button>
            <Button type="button" variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            {lacking && <Text color="secondary">{lacking}</Text>}
          </Stack>
        </Stack>
      </form>
    </Drawer>
  );
}

interface FieldsProps {
  word: WordText['word'];
  question: string;
  details: Details;
  set: (change: Partial<Details>) => void;
  anomalies: Anomaly[];
}

const RECURRENCES = [
  { label: 'Once', value: 'once' as const },
  { label: 'Weekly', value: 'weekly' as const },
  { label: 'By a calendar', value: 'calendar' as const },
];
const RHYTHMS = [
  { label: 'Daily', value: 'daily' as const },
  { label: 'Weekly', value: 'weekly' as const },
  { label: 'None', value: 'none' as const },
];

function WordFields({ word, question, details, set, anomalies }: FieldsProps) {
  const comment = (label: string) => (
    <Field label={label}>
      <TextArea
        id="weir-word-comment"
        autoFocus
        rows={3}
        maxLength={4000}
        value={details.comment}
        onChange={(event) => set({ comment: event.currentTarget.value })}
      />
    </Field>
  );
  switch (word) {
    case 'expected':
      return (
        <>
          {comment('What was it?')}
          <Field label="Will it come back?">
            <RadioButtonGroup
              options={RECURRENCES}
              value={details.recurrence}
              onChange={(recurrence) => set({ recurrence })}
            />
          </Field>
          {details.recurrence === 'calendar' && (
            <Field label="Calendar">
              <Input
                id="weir-word-calendar"
                value={details.calendar}
                maxLength={256}
                onChange={(event) => set({ calendar: event.currentTarget.value })}
              />
            </Field>
          )}
        </>
      );
    case 'new-normal':
      return (
        <Field label={question}>
          <DateTimePicker
            date={dateTime(details.from)}
            maxDate={new Date()}
            onChange={(date) => set({ from: date?.valueOf() })}
          />
        </Field>
      );
    case 'missed':
      return (
        <>
          <Field label="From" description="The range of the page: drag over a chart to narrow it.">
            <DateTimePicker
              date={dateTime(details.from)}
              maxDate={new Date()}
              onChange={(date) => set({ from: date?.valueOf() })}
            />
          </Field>
          <Field label="To">
            <DateTimePicker
              date={dateTime(details.to)}
              maxDate={new Date()}
              onChange={(date) => set({ to: date?.valueOf() })}
            />
          </Field>
          {comment('What did you see?')}
        </>
      );
    case 'wrong-season':
      return (
        <Field label={question}>
          <RadioButtonGroup options={RHYTHMS} value={details.rhythm} onChange={(rhythm) => set({ rhythm })} />
        </Field>
      );
    case 'wrong-grouping':
      return (
        <Field label={question}>
          <Stack direction="column" gap={1}>
            {anomalies.map((one) => (
              <Checkbox
                key={one.id}
                label={`${indicatorName(one.indicator)}, ${moment(one.start)}`}
                description={one.description}
                value={details.members.includes(one.id)}
                onChange={({ currentTarget: { checked } }) =>
                  set({
                    members: checked ? [...details.members, one.id] : details.members.filter((id) => id !== one.id),
                  })
                }
              />
            ))}
          </Stack>
        </Field>
      );
    case 'wrong-owner':
      return (
        <Field label={question}>
          <Input
            id="weir-word-owner"
            autoFocus
            value={details.owner}
            maxLength={256}
            onChange={(event) => set({ owner: event.currentTarget.value })}
          />
        </Field>
      );
    default:
      return comment(question);
  }
}

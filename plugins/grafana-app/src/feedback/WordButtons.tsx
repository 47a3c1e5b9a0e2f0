import React, { useState } from 'react';
import { css } from '@emotion/css';
import { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Dropdown, Menu, Stack, useStyles2 } from '@grafana/ui';

import { NOT_ALLOWED } from '../parts/States';
import { useKey } from '../parts/keys';
import { useUrlState } from '../parts/use-url-state';
import { Anomaly, FeedbackSaved, Problem, Word } from '../weir/answers';
import { NoAnswer, tell } from '../weir/ask';
import { mayWrite } from '../weir/person';
import { inWords } from '../words/problem-title';
import { moment } from '../words/times';
import { conflict, textOf, WORDS } from './words';
import { WordDrawer } from './WordDrawer';

const UNDO_FOR = 10_000;
const FIRST: readonly Word[] = ['confirmed', 'false-alarm', 'expected'];

interface Props {
  problem: Problem;
  anomalies: Anomaly[];
  /** Something was said: what stands on the page is old. */
  onSaid: () => void;
}

/** "Was this right?": the words a person can say of a problem, and what people have said. */
export function WordButtons({ problem, anomalies, onSaid }: Props) {
  const styles = useStyles2(getStyles);
  const [{ word }, setUrl] = useUrlState('word');
  const [saved, setSaved] = useState<FeedbackSaved>();
  const [failed, setFailed] = useState<string>();
  const allowed = mayWrite();
  const open = (next: Word) => setUrl({ word: next });
  useKey('f', () => allowed && open('confirmed'));
  const chosen = WORDS.find((one) => one.word === word);

  const onSaved = (answer: FeedbackSaved) => {
    setUrl({ word: undefined });
    setFailed(undefined);
    setSaved(answer);
    setTimeout(() => setSaved((now) => (now === answer ? undefined : now)), UNDO_FOR);
    onSaid();
  };
  const undo = async () => {
    try {
      await tell(`v1/feedback/${saved?.feedback.id}/withdraw`, {});
      setSaved(undefined);
      onSaid();
    } catch (error) {
      setFailed((error as NoAnswer).message);
    }
  };

  return (
    <Stack direction="column" gap={1.5}>
      <Stack gap={1} wrap="wrap">
        {FIRST.map((one) => (
          <Button
            key={one}
            size="sm"
            variant="secondary"
            disabled={!allowed}
            tooltip={allowed ? undefined : NOT_ALLOWED}
            onClick={() => open(one)}
          >
            {textOf(one).button}
          </Button>
        ))}
        <Dropdown
          overlay={
            <Menu>
              {WORDS.filter((one) => !FIRST.includes(one.word) && one.word !== 'missed').map((one) => (
                <Menu.Item key={one.word} label={one.button} onClick={() => open(one.word)} />
              ))}
            </Menu>
          }
        >
          <Button size="sm" variant="secondary" icon="angle-down" iconPlacement="right" disabled={!allowed}>
            More
          </Button>
        </Dropdown>
      </Stack>
      {!allowed && <p className={styles.quiet}>{NOT_ALLOWED}</p>}
      {saved && (
        <Alert severity="success" title={`Saved as ${textOf(saved.feedback.word).button.toLowerCase()}.`}>
          <Stack direction="column" gap={1} alignItems="flex-start">
            <span>Saved. {saved.message}</span>
            <Button size="sm" variant="secondary" onClick={undo}>
              Undo
            </Button>
          </Stack>
        </Alert>
      )}
      {failed && (
        <Alert severity="error" title="Your word was not taken back.">
          {failed}
        </Alert>
      )}
      {conflict(problem.feedback) && <Alert severity="warning" title={conflict(problem.feedback)!} />}
      <ul className={styles.said}>
        {problem.feedback.words.map((one) => (
          <li key={one.id}>
            {textOf(one.word).button} · {one.person.name}, {moment(one.time)}
            {one.comment && <span className={styles.quiet}> · {one.comment}</span>}
          </li>
        ))}
      </ul>
      {chosen && allowed && (
        <WordDrawer
          key={chosen.word}
          text={chosen}
          subject={{ problemId: problem.id }}
          about={inWords(problem.description)}
          from={problem.start}
          anomalies={anomalies}
          onClose={() => setUrl({ word: undefined })}
          onSaved={onSaved}
        />
      )}
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  quiet: css({ color: theme.colors.text.secondary, margin: 0 }),
  said: css({ listStyle: 'none', padding: 0, margin: 0, overflowWrap: 'anywhere' }),
});

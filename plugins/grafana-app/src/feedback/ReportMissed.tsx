import React, { useState } from 'react';
import { Alert, Button, Stack, Text } from '@grafana/ui';

import { NOT_ALLOWED } from '../parts/States';
import { useUrlState } from '../parts/use-url-state';
import { mayWrite } from '../weir/person';
import { textOf } from './words';
import { WordDrawer } from './WordDrawer';

interface Props {
  entityId: string;
  name: string;
  /** The range of the page, which the span starts from. */
  from: number;
  to: number;
}

/** The word for what Weir did not find: of an entity and a span. */
export function ReportMissed({ entityId, name, from, to }: Props) {
  const [{ word }, setUrl] = useUrlState('word');
  const [saved, setSaved] = useState<string>();
  // A range may reach into the future; what was missed does not.
  const [end, setEnd] = useState(to);
  const allowed = mayWrite();
  const text = textOf('missed');
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      <Button
        size="sm"
        variant="secondary"
        disabled={!allowed}
        tooltip={allowed ? undefined : NOT_ALLOWED}
        onClick={() => {
          setEnd(Math.min(to, Date.now()));
          setUrl({ word: 'missed' });
        }}
      >
        {text.button}
      </Button>
      {saved && (
        <Alert severity="success" title="Saved as missed." onRemove={() => setSaved(undefined)}>
          <Text>{saved}</Text>
        </Alert>
      )}
      {word === 'missed' && allowed && (
        <WordDrawer
          text={text}
          subject={{ entityId }}
          about={name}
          from={from}
          to={end}
          anomalies={[]}
          onClose={() => setUrl({ word: undefined })}
          onSaved={({ message }) => {
            setUrl({ word: undefined });
            setSaved(message);
          }}
        />
      )}
    </Stack>
  );
}

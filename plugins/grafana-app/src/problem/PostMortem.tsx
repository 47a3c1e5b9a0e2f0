import React, { useState } from 'react';
import { Button, Text } from '@grafana/ui';

import { NOT_ALLOWED } from '../parts/States';
import { Page, PostMortemRow, Problem } from '../weir/answers';
import { NoAnswer, tell } from '../weir/ask';
import { mayWrite } from '../weir/person';
import { useAnswer } from '../weir/use-answer';

/** The post-mortem of a problem: what there is, or the button that opens a draft with its timeline filled in. */
export function PostMortem({ problem }: { problem: Problem }) {
  const rows = useAnswer<Page<PostMortemRow>>('v1/post-mortems', { problemId: problem.id });
  const [failed, setFailed] = useState<string>();
  const allowed = mayWrite();
  if (!rows.data) {
    return null;
  }
  const [row] = rows.data.items;
  if (row) {
    return (
      <Text>
        Post-mortem: {row.state}, &quot;{row.title}&quot;. It is written in the portal.
      </Text>
    );
  }
  const write = async () => {
    try {
      await tell('v1/post-mortems', { problemId: problem.id });
      rows.retry();
    } catch (error) {
      setFailed((error as NoAnswer).message);
    }
  };
  return (
    <span>
      <Button
        size="sm"
        variant="secondary"
        disabled={!allowed}
        tooltip={allowed ? undefined : NOT_ALLOWED}
        onClick={write}
      >
        Write post-mortem
      </Button>
      {failed && <Text color="error"> {failed}</Text>}
    </span>
  );
}

import React, { KeyboardEvent, useState } from 'react';
import { InlineField, Input } from '@grafana/ui';

import { formatCode, parseCode } from '../code';
import { WeirQuery } from '../types';

interface Props {
  query: WeirQuery;
  onChange: (query: WeirQuery) => void;
  onRunQuery: () => void;
}

/** The query as one line of text. It is taken over on leaving the field, and run on Ctrl+Enter or Enter. */
export function CodeField({ query, onChange, onRunQuery }: Props) {
  const stored = formatCode(query);
  const [draft, setDraft] = useState({ stored, text: stored });
  // A query that changed elsewhere (undo, a starter) replaces what was typed.
  const text = draft.stored === stored ? draft.text : stored;
  const { query: parsed, error } = parseCode(text);

  const take = () => {
    if (parsed && text !== stored) {
      const { refId, key, hide, datasource } = query;
      onChange({ refId, key, hide, datasource, ...parsed, editorMode: 'code' });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && parsed) {
      event.preventDefault();
      take();
      onRunQuery();
    }
  };
  return (
    <InlineField label="Query" htmlFor={`weir-${query.refId}-code`} grow invalid={Boolean(error)} error={error}>
      <Input
        id={`weir-${query.refId}-code`}
        value={text}
        spellCheck={false}
        placeholder="orders | latency_p95 | band, anomalies"
        onChange={(event) => setDraft({ stored, text: event.currentTarget.value })}
        onBlur={take}
        onKeyDown={onKeyDown}
      />
    </InlineField>
  );
}

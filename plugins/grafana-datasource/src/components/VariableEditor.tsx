import React from 'react';
import { QueryEditorProps } from '@grafana/data';
import { InlineField, Input, RadioButtonGroup, Stack } from '@grafana/ui';

import type { DataSource } from '../datasource';
import { VariableKind, WeirOptions, WeirQuery, WeirVariableQuery } from '../types';

type Props = QueryEditorProps<DataSource, WeirQuery, WeirOptions, WeirVariableQuery>;

const KINDS: Array<{ label: string; value: VariableKind }> = [
  { label: 'Entities', value: 'entities' },
  { label: 'Environments', value: 'environments' },
  { label: 'Indicators', value: 'indicators' },
  { label: 'Endpoints', value: 'endpoints' },
];

/** What a dashboard variable is filled from. */
export function VariableEditor({ query, onChange, onRunQuery }: Props) {
  const kind = query.kind ?? 'entities';
  const ofEntity = kind === 'indicators' || kind === 'endpoints';
  const set = (change: Partial<WeirVariableQuery>) =>
    onChange({ ...query, refId: query.refId ?? 'Variable', kind, ...change });
  return (
    <Stack gap={1} wrap="wrap">
      <InlineField label="Values">
        <RadioButtonGroup
          aria-label="Values"
          options={KINDS}
          value={kind}
          onChange={(value) => {
            set({ kind: value });
            onRunQuery();
          }}
        />
      </InlineField>
      {ofEntity && (
        <InlineField label="Of entity" htmlFor="weir-variable-entity">
          <Input
            id="weir-variable-entity"
            width={26}
            value={query.entity ?? ''}
            placeholder="orders, or $service"
            onChange={(event) => set({ entity: event.currentTarget.value })}
            onBlur={onRunQuery}
          />
        </InlineField>
      )}
      {kind === 'entities' && (
        <InlineField label="Env" htmlFor="weir-variable-environment">
          <Input
            id="weir-variable-environment"
            width={16}
            value={query.environment ?? ''}
            placeholder="any"
            onChange={(event) => set({ environment: event.currentTarget.value })}
            onBlur={onRunQuery}
          />
        </InlineField>
      )}
    </Stack>
  );
}

import React from 'react';
import { AnnotationQuery, QueryEditorProps } from '@grafana/data';
import { InlineField, RadioButtonGroup, Stack } from '@grafana/ui';

import type { DataSource } from '../datasource';
import { QueryType, WeirOptions, WeirQuery } from '../types';
import { EntityPicker } from './EntityPicker';
import { StateField } from './HappeningFields';

type Props = QueryEditorProps<DataSource, WeirQuery, WeirOptions> & {
  annotation?: AnnotationQuery<WeirQuery>;
  onAnnotationChange?: (annotation: AnnotationQuery<WeirQuery>) => void;
};

const SHOW: Array<{ label: string; value: QueryType }> = [
  { label: 'Problems', value: 'problems' },
  { label: 'Anomalies', value: 'anomalies' },
];

/** Which problems or anomalies are drawn over panels as regions. */
export function AnnotationEditor({ annotation, onAnnotationChange, datasource, query, onChange, onRunQuery }: Props) {
  const target: WeirQuery = { ...query, ...annotation?.target, refId: 'Anno' };
  const set = (change: Partial<WeirQuery>) => {
    const changed = { ...target, ...change };
    if (annotation && onAnnotationChange) {
      onAnnotationChange({ ...annotation, target: changed });
    } else {
      onChange(changed);
      onRunQuery();
    }
  };
  if (!datasource) {
    return null;
  }
  return (
    <Stack gap={1} wrap="wrap">
      <InlineField label="Show">
        <RadioButtonGroup<QueryType>
          aria-label="Show"
          options={SHOW}
          value={target.queryType === 'anomalies' ? 'anomalies' : 'problems'}
          onChange={(queryType) => set({ queryType })}
        />
      </InlineField>
      <EntityPicker
        id="weir-annotation-entity"
        datasource={datasource}
        value={target.entity}
        placeholder="any"
        onChange={(entity) => set({ entity })}
      />
      <StateField query={target} onSet={set} />
    </Stack>
  );
}

import React from 'react';
import { DataFrame, QueryEditorProps } from '@grafana/data';
import { Button, ComboboxOption, InlineField, RadioButtonGroup, Stack, Text } from '@grafana/ui';

import { formatCode } from '../code';
import type { DataSource } from '../datasource';
import { QueryType, WeirOptions, WeirQuery } from '../types';
import { CodeField } from './CodeField';
import { EntityPicker } from './EntityPicker';
import { ForecastFields } from './ForecastFields';
import { FormatField, StateField } from './HappeningFields';
import { DrawFields, IndicatorFields } from './SeriesFields';
import { ServerCombobox } from './ServerCombobox';
import { Starters } from './Starters';

type Props = QueryEditorProps<DataSource, WeirQuery, WeirOptions>;

const SHOW: Array<{ label: string; value: QueryType }> = [
  { label: 'Series', value: 'series' },
  { label: 'Problems', value: 'problems' },
  { label: 'Anomalies', value: 'anomalies' },
  { label: 'Forecast', value: 'forecast' },
  { label: 'Rating', value: 'rating' },
  { label: 'Entities', value: 'entities' },
];

/** The editor of a query. Choices run at once, text on Enter. */
export function QueryEditor({ datasource, query, onChange, onRunQuery, data }: Props) {
  const set = (change: Partial<WeirQuery>) => {
    onChange({ ...query, ...change });
    onRunQuery();
  };
  const isCode = query.editorMode === 'code';
  const isEmpty = !query.entity && (query.queryType ?? 'series') === 'series' && !query.indicator;
  return (
    <Stack direction="column" gap={0.5}>
      {isCode ? (
        <CodeField query={query} onChange={onChange} onRunQuery={onRunQuery} />
      ) : (
        <Builder datasource={datasource} query={query} set={set} />
      )}
      {isEmpty && <Starters datasource={datasource} onStart={set} />}
      <Stack gap={1} alignItems="center" wrap="wrap">
        {!isCode && !isEmpty && (
          <Text color="secondary" variant="bodySmall">
            {`{${formatCode(query)}}`}
          </Text>
        )}
        <Button
          size="sm"
          fill="text"
          variant="secondary"
          onClick={() => onChange({ ...query, editorMode: isCode ? 'builder' : 'code' })}
        >
          {isCode ? 'Builder' : 'Code'}
        </Button>
        <Text color="secondary" variant="bodySmall">
          {summary(data?.series, query.refId)}
        </Text>
      </Stack>
    </Stack>
  );
}

interface BuilderProps {
  datasource: DataSource;
  query: WeirQuery;
  set: (change: Partial<WeirQuery>) => void;
}

function Builder({ datasource, query, set }: BuilderProps) {
  const type = query.queryType ?? 'series';
  const environments = async (text: string): Promise<ComboboxOption[]> =>
    (await datasource.environments()).items
      .filter((name) => name.includes(text))
      .map((name) => ({ value: name, label: name }));
  const hasIndicator = type === 'series' || type === 'forecast';
  const isHappening = type === 'problems' || type === 'anomalies';
  return (
    <>
      <InlineField label="Show">
        <RadioButtonGroup aria-label="Show" options={SHOW} value={type} onChange={(queryType) => set({ queryType })} />
      </InlineField>
      <Stack gap={1} wrap="wrap">
        <InlineField label="Env" htmlFor={`weir-${query.refId}-environment`}>
          <ServerCombobox
            id={`weir-${query.refId}-environment`}
            width={16}
            search={environments}
            value={query.environment}
            placeholder="any"
            onChange={(environment) => set({ environment })}
          />
        </InlineField>
        <EntityPicker
          id={`weir-${query.refId}-entity`}
          datasource={datasource}
          value={query.entity}
          environment={query.environment}
          placeholder={hasIndicator || type === 'rating' ? undefined : 'any'}
          onChange={(entity) => set({ entity, method: undefined, route: undefined })}
        />
        {hasIndicator && <IndicatorFields datasource={datasource} query={query} onSet={set} />}
        {type === 'series' && <DrawFields query={query} onSet={set} />}
        {isHappening && <StateField query={query} onSet={set} />}
        {isHappening && <FormatField query={query} onSet={set} />}
        {type === 'forecast' && <ForecastFields query={query} onSet={set} />}
      </Stack>
    </>
  );
}

/** What the last run came to: "2 series · 1,440 points". */
export function summary(frames: DataFrame[] | undefined, refId: string): string {
  const own = (frames ?? []).filter((frame) => frame.refId === refId && frame.fields.length > 0);
  if (own.length === 0) {
    return '';
  }
  const points = own.reduce((sum, frame) => sum + frame.length, 0);
  const isTable = own[0].meta?.preferredVisualisationType !== 'graph';
  const rows = points.toLocaleString('en-US');
  return isTable ? `${rows} ${points === 1 ? 'row' : 'rows'}` : `${own.length} series · ${rows} points`;
}

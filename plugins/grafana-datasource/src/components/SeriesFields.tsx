import React from 'react';
import { ComboboxOption, InlineField, InlineSwitch, Tooltip } from '@grafana/ui';

import type { DataSource } from '../datasource';
import { WeirQuery } from '../types';
import { ServerCombobox } from './ServerCombobox';

interface Props {
  datasource: DataSource;
  query: WeirQuery;
  /** Changes the query and runs it. */
  onSet: (change: Partial<WeirQuery>) => void;
}

/** Indicators as people say them; any other is shown by its name. */
const NAMES: Record<string, string> = {
  request_rate: 'request rate',
  error_ratio: 'error ratio',
  latency_p50: 'p50 latency',
  latency_p95: 'p95 latency',
  latency_p99: 'p99 latency',
};
const labelOf = (name: string) => NAMES[name] ?? name;

/** The indicator and the endpoint: which series of an entity. */
export function IndicatorFields({ datasource, query, onSet }: Props) {
  const id = (field: string) => `weir-${query.refId}-${field}`;
  const indicators = async (text: string): Promise<ComboboxOption[]> => {
    const { items } = await datasource.indicators(query.entity, text);
    return items.map((name) => ({ value: name, label: labelOf(name) }));
  };
  const endpoints = async (text: string): Promise<ComboboxOption[]> => {
    const { items } = await datasource.endpoints(query.entity);
    return items
      .map(({ method, route }) => `${method} ${route}`)
      .filter((name) => name.toLowerCase().includes(text.toLowerCase()))
      .map((name) => ({ value: name, label: name }));
  };
  const setEndpoint = (text?: string) => {
    const [, method, route] = /^(\S+) (\S.*)$/.exec(text ?? '') ?? [];
    onSet({ method, route });
  };
  return (
    <>
      <InlineField label="Indicator" htmlFor={id('indicator')}>
        <ServerCombobox
          id={id('indicator')}
          key={`indicators of ${query.entity ?? ''}`}
          width={22}
          search={indicators}
          value={query.indicator}
          label={query.indicator && labelOf(query.indicator)}
          placeholder="Choose an indicator"
          onChange={(indicator) => onSet({ indicator })}
        />
      </InlineField>
      <InlineField label="Route" htmlFor={id('route')} tooltip="One endpoint; empty is the service as a whole.">
        <ServerCombobox
          id={id('route')}
          key={`endpoints of ${query.entity ?? ''}`}
          width={26}
          search={endpoints}
          value={query.method && query.route ? `${query.method} ${query.route}` : undefined}
          placeholder="whole service"
          onChange={setEndpoint}
        />
      </InlineField>
    </>
  );
}

/** What is drawn of a series. */
export function DrawFields({ query, onSet }: Omit<Props, 'datasource'>) {
  const id = (field: string) => `weir-${query.refId}-${field}`;
  const score = query.score === true;
  return (
    <>
      <InlineSwitch
        id={id('band')}
        label="band"
        showLabel
        disabled={score}
        value={query.band !== false && !score}
        onChange={(event) => onSet({ band: event.currentTarget.checked })}
      />
      <InlineSwitch
        id={id('anomalies')}
        label="anomalies"
        showLabel
        disabled={score}
        value={query.anomalies !== false && !score}
        onChange={(event) => onSet({ anomalies: event.currentTarget.checked })}
      />
      <Tooltip content="Draws the score, 0 to 1, in place of the values: it has an axis of its own. Add a second query for both.">
        <div>
          <InlineSwitch
            id={id('score')}
            label="score"
            showLabel
            value={score}
            onChange={(event) => onSet({ score: event.currentTarget.checked })}
          />
        </div>
      </Tooltip>
    </>
  );
}

import React from 'react';
import { InlineField, RadioButtonGroup } from '@grafana/ui';

import { Format, WeirQuery } from '../types';

interface Props {
  query: WeirQuery;
  onSet: (change: Partial<WeirQuery>) => void;
}

const STATES = [
  { label: 'Any', value: '' },
  { label: 'Open', value: 'open' },
  { label: 'Closed', value: 'closed' },
];

const FORMATS: Array<{ label: string; value: Format; description: string }> = [
  { label: 'Table', value: 'table', description: 'One row each, open ones first' },
  { label: 'Lanes', value: 'lanes', description: 'One row per service, for a state timeline' },
];

/** Which problems or anomalies. */
export function StateField({ query, onSet }: Props) {
  return (
    <InlineField label="State">
      <RadioButtonGroup
        aria-label="State"
        options={STATES}
        value={query.state ?? ''}
        onChange={(value) => onSet({ state: value === '' ? undefined : (value as WeirQuery['state']) })}
      />
    </InlineField>
  );
}

/** How they are laid out in a panel. */
export function FormatField({ query, onSet }: Props) {
  return (
    <InlineField label="As">
      <RadioButtonGroup<Format>
        aria-label="As"
        options={FORMATS}
        value={query.format === 'lanes' ? 'lanes' : 'table'}
        onChange={(format) => onSet({ format })}
      />
    </InlineField>
  );
}

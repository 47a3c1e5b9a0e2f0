import React from 'react';
import { InlineField, InlineSwitch, RadioButtonGroup } from '@grafana/ui';

import { HORIZONS, WeirQuery } from '../types';

interface Props {
  query: WeirQuery;
  onSet: (change: Partial<WeirQuery>) => void;
}

/** How far to look ahead, and whether to look back on what was said. */
export function ForecastFields({ query, onSet }: Props) {
  const id = `weir-${query.refId}-said`;
  return (
    <>
      <InlineField label="Horizon">
        <RadioButtonGroup
          aria-label="Horizon"
          options={HORIZONS.map((value) => ({ label: value, value }))}
          value={query.horizon ?? '24h'}
          onChange={(horizon) => onSet({ horizon })}
        />
      </InlineField>
      <InlineField label="What we said" htmlFor={id} tooltip="What was forecast for the past before it came.">
        <InlineSwitch
          id={id}
          value={query.said ?? false}
          onChange={(event) => onSet({ said: event.currentTarget.checked })}
        />
      </InlineField>
    </>
  );
}

import React, { useEffect, useState } from 'react';
import { Button, Stack, Text } from '@grafana/ui';

import type { DataSource } from '../datasource';
import { WeirQuery } from '../types';

interface Props {
  datasource: DataSource;
  onStart: (query: Partial<WeirQuery>) => void;
}

/** What an empty query can become with one click. */
export function Starters({ datasource, onStart }: Props) {
  const [first, setFirst] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    datasource
      .entities('')
      .then(({ items }) => isCurrent && setFirst(items[0]))
      // Without an answer there is one starter less; the data source's own check says why.
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [datasource]);
  return (
    <Stack gap={1} alignItems="center" wrap="wrap">
      <Text color="secondary">Start with</Text>
      <Button
        size="sm"
        variant="secondary"
        fill="outline"
        onClick={() => onStart({ queryType: 'problems', state: 'open' })}
      >
        Worst services now
      </Button>
      {first && (
        <Button
          size="sm"
          variant="secondary"
          fill="outline"
          onClick={() => onStart({ queryType: 'series', entity: first, indicator: 'latency_p95' })}
        >
          {`${first} p95 with band`}
        </Button>
      )}
    </Stack>
  );
}

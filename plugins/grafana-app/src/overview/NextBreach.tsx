import React from 'react';
import { TextLink } from '@grafana/ui';

import { pageOf } from '../constants';
import { ForecastSummary, Page } from '../weir/answers';
import { useAnswer } from '../weir/use-answer';
import { breachOf, breachText } from '../forecasts/breach';

/** The line at the end of the overview: what will break next. Nothing when nothing is forecast to. */
export function NextBreach() {
  const { data } = useAnswer<Page<ForecastSummary>>('v1/forecasts', { horizon: '24h', limit: 1 });
  const first = data?.items[0];
  const breach = first && breachOf(first);
  return breach ? (
    <p>
      Next:{' '}
      <TextLink href={`${pageOf('forecasts')}?series=${first.series.id}&h=24h`}>{breachText(first, breach)}</TextLink>
    </p>
  ) : null;
}

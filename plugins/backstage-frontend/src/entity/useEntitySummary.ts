import { useMemo } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { EntitySummary } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { useRemote, type Remote } from '../states/useRemote';
import { summaryBatchOf } from './SummaryBatch';

/** What Weir knows of the entity whose page is open; all cards of the page share one request. */
export function useEntitySummary(): Remote<EntitySummary | undefined> {
  const api = useApi(weirApiRef);
  const { entity } = useEntity();
  const ref = stringifyEntityRef(entity);
  const batch = summaryBatchOf(api);
  const remote = useRemote(`summary ${ref}`, () => batch.load(ref, Date.now()));
  const { retry } = remote;
  return useMemo(
    () => ({
      ...remote,
      retry: () => {
        batch.forget(ref);
        retry();
      },
    }),
    [remote, retry, batch, ref]
  );
}

import { useEffect, useState } from 'react';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';

/** Reference of the person who is signed in, by which Weir knows them; undefined until it is known. */
export function useMe(): string | undefined {
  const identity = useApi(identityApiRef);
  const [me, setMe] = useState<string | undefined>();
  useEffect(() => {
    let left = false;
    identity.getBackstageIdentity().then(
      ({ userEntityRef }) => !left && setMe(userEntityRef),
      // Without an identity nothing is marked as one's own; the backend refuses what it must.
      () => {}
    );
    return () => {
      left = true;
    };
  }, [identity]);
  return me;
}

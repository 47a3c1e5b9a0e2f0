import { usePermission } from '@backstage/plugin-permission-react';
import type { weirPermissions } from '@weir/backstage-plugin-weir-common';

/** Whether the person may do something, and what to say when not. Until it is known the control is disabled. */
export function useMay(permission: (typeof weirPermissions)[number]): { may: boolean; why: string | undefined } {
  const { loading, allowed } = usePermission({ permission });
  return {
    may: allowed,
    why: loading || allowed ? undefined : `You can view this, not change it. Needs the permission ${permission.name}.`,
  };
}

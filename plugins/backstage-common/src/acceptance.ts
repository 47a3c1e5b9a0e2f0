import type { InventoryRow } from './schemas';

/**
 * What accepting one proposed service would create in the catalog.
 *
 * @public
 */
export interface AcceptancePlanItem {
  /** Id of the inventory's row. */
  id: string;
  entityRef: string;
  title: string;
  owner: string;
  lifecycle: string;
  serviceName: string;
  /** Why it cannot be created as it stands ("component:default/inventory exists already."); null when it can. */
  obstacle: string | null;
}

/**
 * What accepting would create. Nothing existing is overwritten.
 *
 * @public
 */
export interface AcceptancePlan {
  items: AcceptancePlanItem[];
}

/**
 * What came of decisions about the inventory.
 *
 * @public
 */
export interface InventoryDecided {
  /** The rows as they are now. */
  items: InventoryRow[];
  /** References that the catalog will have within a minute. */
  created: string[];
  /** References of accepted entities that the catalog will lose. */
  removed: string[];
}

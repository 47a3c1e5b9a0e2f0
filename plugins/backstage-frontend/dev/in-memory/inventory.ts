import type { InventoryDecision, InventoryQuery, InventoryRow } from '@weir/backstage-plugin-weir-common';
import { catalogEntity, me, refOf } from '../story';
import { PostMortemsInMemory } from './post-mortems';
import { found } from './weir';

/** What runs beside what the catalog says. */
export class InventoryInMemory extends PostMortemsInMemory {
  listInventory(query: InventoryQuery = {}) {
    const { state, q = '', owner, offset = 0, limit = 50 } = query;
    return this.answer(`inventory ${JSON.stringify(query)}`, () => {
      const named = this.story.inventory.filter((one) =>
        `${one.telemetry?.name ?? ''} ${one.catalog?.ref ?? ''}`.includes(q)
      );
      const matching = named.filter((one) => !owner || one.catalog?.owner?.endsWith(owner));
      const rows = matching.filter((one) => (state ? one.state === state : one.state !== 'dismissed'));
      const count = (of: InventoryRow['state']) => matching.filter((one) => one.state === of).length;
      return {
        items: rows.slice(offset, offset + limit),
        next: null,
        total: rows.length,
        owners: [...new Set(named.flatMap((one) => one.catalog?.owner ?? []))].sort(),
        counts: {
          conflict: count('conflict'),
          drifted: count('drifted'),
          proposed: count('proposed'),
          catalogOnly: count('catalog-only'),
          matched: count('matched'),
          dismissed: count('dismissed'),
        },
      };
    });
  }

  planAcceptance(rows: string[]) {
    return this.answer('plan', () => ({
      items: rows.map((id) => {
        const name = id.split('/').at(-1) ?? id;
        return {
          id,
          entityRef: refOf(name),
          title: name,
          owner: 'group:default/unknown',
          lifecycle: 'production',
          serviceName: `shop/${name}`,
          obstacle: null,
        };
      }),
    }));
  }

  decideInventory(decisions: InventoryDecision[]) {
    return this.answer(`decide ${decisions.map((one) => `${one.decision} ${one.id}`).join(', ')}`, () => {
      const rows = decisions.map((decision) => {
        const row = found(this.story.inventory.find((one) => one.id === decision.id));
        const ref = decision.ref ?? (decision.decision === 'accept' ? refOf(row.telemetry?.name ?? '') : null);
        row.decided = {
          decision: decision.decision,
          ref,
          owner: decision.owner ?? null,
          person: me,
          time: Date.now(),
        };
        if (decision.decision === 'accept') {
          row.sentence = `Accepted by Ana: waiting for ${ref?.replace('default/', '')} to appear in the catalog.`;
        } else if (decision.decision === 'dismiss') {
          row.state = 'dismissed';
        } else if (decision.decision === 'undo') {
          row.state = 'proposed';
          row.decided = null;
        } else {
          row.state = 'matched';
          row.catalog ??= catalogEntity(row.telemetry?.name ?? '', null, this.story.now);
        }
        return row;
      });
      return { items: rows, created: [], removed: [] };
    });
  }
}

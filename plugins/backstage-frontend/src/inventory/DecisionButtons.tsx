import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import type { InventoryDecision, InventoryRow } from '@weir/backstage-plugin-weir-common';

/** What a person can decide about a row. */
export function DecisionButtons(props: {
  row: InventoryRow;
  may: boolean;
  onAccept: (id: string) => void;
  decide: (decision: InventoryDecision) => void;
}) {
  const { row, may, onAccept, decide } = props;
  const button = (label: string, what: string, onPress: () => void) => (
    <Button size="small" variant="secondary" isDisabled={!may} aria-label={what} onPress={onPress}>
      {label}
    </Button>
  );
  const name = row.telemetry?.name ?? row.id;
  const decided = (decision: InventoryDecision['decision']) => decide({ id: row.id, decision });
  if (row.state === 'conflict') {
    return (
      <MenuTrigger>
        {button('Choose one', `Choose the entry of ${name}`, () => {})}
        <Menu onAction={(ref) => decide({ id: row.id, decision: 'choose', ref: String(ref) })}>
          {row.claims.map((claim) => (
            <MenuItem key={claim.ref} id={claim.ref}>
              {claim.ref.replace('default/', '')}
            </MenuItem>
          ))}
        </Menu>
      </MenuTrigger>
    );
  }
  if (row.state === 'drifted') {
    return (
      <>
        {button('Keep catalog', `Keep the catalog entry of ${name}`, () => decided('keep-catalog'))}
        {button('Propose change', `Propose a change of the catalog entry of ${name}`, () => decided('propose-change'))}
      </>
    );
  }
  if (row.state === 'proposed' && row.decided === null) {
    return (
      <>
        {button('Accept', `Accept ${name}`, () => onAccept(row.id))}
        {button('Dismiss', `Dismiss ${name}`, () => decided('dismiss'))}
      </>
    );
  }
  if (row.decided !== null && (row.state === 'proposed' || row.state === 'dismissed')) {
    return button('Undo', `Undo what was decided about ${name}`, () => decided('undo'));
  }
  return null;
}

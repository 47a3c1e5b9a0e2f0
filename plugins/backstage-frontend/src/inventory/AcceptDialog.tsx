import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Button, Dialog, DialogBody, DialogFooter, DialogHeader, Text, TextField } from '@backstage/ui';
import { weirProblemOf, type AcceptancePlan, type AcceptancePlanItem } from '@weir/backstage-plugin-weir-common';
import { weirApiRef } from '../api';
import { countOf } from '../format/number';
import { RemoteView } from '../states/RemoteView';
import { useRemote } from '../states/useRemote';
import styles from './inventory.module.css';

/** Says what accepting would create, and does it. Nothing existing is overwritten. */
export function AcceptDialog(props: { ids: readonly string[]; onClose: (accepted: boolean) => void }) {
  const { ids, onClose } = props;
  const api = useApi(weirApiRef);
  const plan = useRemote(`plan ${ids.join('\n')}`, (signal) => api.planAcceptance([...ids], { signal }));
  const [owner, setOwner] = useState('');
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<string | undefined>();
  const possible = plan.value?.items.filter((item) => item.obstacle === null) ?? [];

  async function accept() {
    setSaving(true);
    setRefused(undefined);
    try {
      await api.decideInventory(
        possible.map((item) => ({ id: item.id, decision: 'accept', ...(owner.trim() && { owner: owner.trim() }) }))
      );
      onClose(true);
    } catch (error) {
      setRefused(weirProblemOf(error).message);
      setSaving(false);
    }
  }

  return (
    <Dialog isOpen onOpenChange={(open) => !open && onClose(false)} width={640}>
      <DialogHeader>{`Accept ${countOf(ids.length, 'service')} into the catalog?`}</DialogHeader>
      <DialogBody>
        <RemoteView remote={plan}>{(value) => <Plan plan={value} />}</RemoteView>
        <TextField
          className={styles.owner}
          label="Owner"
          description="Left empty, each keeps the owner shown above."
          placeholder="group:default/team-a"
          value={owner}
          onChange={setOwner}
        />
        {refused && <Alert status="danger" icon title="Nothing was accepted." description={refused} />}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={() => onClose(false)}>
          Cancel
        </Button>
        <Button variant="primary" isDisabled={possible.length === 0} isPending={saving} onPress={accept}>
          {`Accept ${countOf(possible.length, 'service')}`}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Plan(props: { plan: AcceptancePlan }) {
  return (
    <>
      <Text as="p" variant="body-medium">
        These entries are created. Nothing existing is overwritten.
      </Text>
      <ul className={styles.plan}>
        {props.plan.items.map((item) => (
          <PlanRow key={item.id} item={item} />
        ))}
      </ul>
    </>
  );
}

function PlanRow(props: { item: AcceptancePlanItem }) {
  const { entityRef, owner, lifecycle, serviceName, obstacle } = props.item;
  return (
    <li>
      <code>{entityRef}</code>
      <Text as="p" variant="body-small" color={obstacle ? 'danger' : 'secondary'}>
        {obstacle ? `Left out: ${obstacle}` : `owner ${owner}, ${lifecycle}, weir.io/service-name: ${serviceName}`}
      </Text>
    </li>
  );
}

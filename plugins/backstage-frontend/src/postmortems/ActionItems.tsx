import { Box, Button, Checkbox, Select, Text, TextField } from '@backstage/ui';
import type { ActionItem } from '@weir/backstage-plugin-weir-common';
import styles from './postmortems.module.css';

const TYPES: readonly { id: ActionItem['type']; label: string }[] = [
  { id: 'prevent', label: 'Prevent' },
  { id: 'detect', label: 'Detect' },
  { id: 'mitigate', label: 'Mitigate' },
  { id: 'process', label: 'Process' },
];

/** What will be done, by whom, until when. Without an owner and a date nothing is published. */
export function ActionItems(props: {
  actions: readonly ActionItem[];
  may: boolean;
  onChange: (actions: ActionItem[]) => void;
}) {
  const { actions, may, onChange } = props;
  const set = (id: string, part: Partial<ActionItem>) =>
    onChange(actions.map((one) => (one.id === id ? { ...one, ...part } : one)));
  return (
    <section className={styles.actions} aria-label="Actions" id="actions">
      <Text as="h2" variant="body-large" weight="bold">
        Actions
      </Text>
      {actions.map((action) => (
        <Box
          key={action.id}
          bg="neutral"
          className={styles.action}
          role="group"
          aria-label={action.title || 'New action'}
        >
          <Select
            className={styles.kind}
            aria-label="Kind"
            size="small"
            isDisabled={!may}
            value={action.type}
            options={TYPES.map(({ id, label }) => ({ id, label }))}
            onChange={(type) => type !== null && set(action.id, { type: type as ActionItem['type'] })}
          />
          <TextField
            className={styles.what}
            aria-label="What will be done"
            placeholder="What will be done"
            size="small"
            maxLength={300}
            isDisabled={!may}
            value={action.title}
            onChange={(title) => set(action.id, { title })}
          />
          <TextField
            className={styles.who}
            aria-label="Owner"
            placeholder="Owner"
            size="small"
            maxLength={200}
            isDisabled={!may}
            value={action.owner ?? ''}
            onChange={(owner) => set(action.id, { owner: owner === '' ? null : owner })}
          />
          <input
            className={styles.due}
            type="date"
            aria-label="Due"
            disabled={!may}
            value={action.due ?? ''}
            onChange={(event) => set(action.id, { due: event.target.value === '' ? null : event.target.value })}
          />
          <Checkbox isSelected={action.done} isDisabled={!may} onChange={(done) => set(action.id, { done })}>
            Done
          </Checkbox>
          <Button
            size="small"
            variant="tertiary"
            isDisabled={!may}
            aria-label={`Take out: ${action.title}`}
            onPress={() => onChange(actions.filter((one) => one.id !== action.id))}
          >
            Take out
          </Button>
        </Box>
      ))}
      <Button
        size="small"
        variant="secondary"
        isDisabled={!may}
        onPress={() =>
          onChange([
            ...actions,
            { id: crypto.randomUUID(), type: 'prevent', title: '', owner: null, due: null, done: false },
          ])
        }
      >
        Add an action
      </Button>
    </section>
  );
}

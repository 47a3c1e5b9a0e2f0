import { Select } from '@backstage/ui';
import styles from './states.module.css';

/** Whose rows are shown; absent where all have the same owner. */
export function OwnerFilter(props: {
  /** References of groups and people. */
  owners: readonly string[];
  owner: string | undefined;
  onChange: (owner: string | undefined) => void;
}) {
  const { owner, onChange } = props;
  const owners = new Set(props.owners);
  if (owner) owners.add(owner);
  if (owners.size < 2 && !owner) return null;
  return (
    <Select
      className={styles.select}
      size="small"
      aria-label="Owner"
      searchable={owners.size > 10}
      searchPlaceholder="Search owners"
      value={owner ?? 'all'}
      onChange={(key) => onChange(key === 'all' || key === null ? undefined : String(key))}
      options={[
        { id: 'all', label: 'All owners' },
        ...[...owners].sort().map((ref) => ({ id: ref, label: ref.replace(/^(group|user):default\//, '') })),
      ]}
    />
  );
}

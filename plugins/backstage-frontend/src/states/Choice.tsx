import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import styles from './states.module.css';

/** One of a few, as buttons in a row; none is the first one. */
export function Choice<T extends string>(props: {
  label: string;
  options: readonly { id: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}) {
  const { label, options, value, onChange } = props;
  return (
    <ToggleButtonGroup
      className={styles.choice}
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [chosen] = keys;
        if (chosen !== undefined) onChange(chosen as T);
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.id} id={option.id} size="small">
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

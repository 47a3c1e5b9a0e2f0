import { useId } from 'react';
import { FieldLabel } from '@backstage/ui';
import styles from './feedback.module.css';

/** A date with a time, by the browser's own field: it knows the person's zone and way of writing. */
export function TimeField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
  /** Low, and its label only for who hears it. */
  small?: boolean;
}) {
  const { label, value, onChange, autoFocus = false, small = false } = props;
  const id = useId();
  return (
    <div>
      {!small && <FieldLabel label={label} htmlFor={id} />}
      <input
        id={id}
        className={small ? `${styles.time} ${styles.small}` : styles.time}
        aria-label={small ? label : undefined}
        type="datetime-local"
        value={value}
        // The field is what the person has just opened the dialog for.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

import React, { useCallback, useEffect, useMemo, useRef } from 'react';
import { Combobox, ComboboxOption } from '@grafana/ui';

interface Props {
  id: string;
  width: number;
  value?: string;
  /** How the value is shown, when not as it is. */
  label?: string;
  placeholder: string;
  /** What matches a text; the empty text stands for the beginning of the list. */
  search: (text: string) => Promise<ComboboxOption[]>;
  onChange: (value?: string) => void;
}

/**
 * Chooses from a list that the server searches, or any other text. The Combobox of Grafana 12.3 takes options or a value
 * that are new objects for a new choice, tells of it, is drawn again with new ones, and so on until the browser hangs:
 * here both stay the same while nothing changes, and a choice of what is chosen is none.
 */
export function ServerCombobox({ id, width, value, label, placeholder, search, onChange }: Props) {
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  }, [search]);
  const options = useCallback((text: string) => latest.current(text), []);
  const chosen = useMemo(() => (value ? { value, label: label ?? value } : null), [value, label]);
  return (
    <Combobox
      id={id}
      width={width}
      options={options}
      value={chosen}
      placeholder={placeholder}
      createCustomValue
      isClearable
      onChange={(option: ComboboxOption | null) => {
        const next = option?.value || undefined;
        if (next !== value) {
          onChange(next);
        }
      }}
    />
  );
}

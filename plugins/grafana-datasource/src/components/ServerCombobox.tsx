import React, { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
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
 * Chooses from a list that the server searches, or any other text. The Combobox of Grafana 12.3 tells of one choice again
 * whenever it is drawn anew, through the handler of the drawing in which the choice was made; as each telling draws it
 * anew, the browser would hang. So what it is given stays the same while nothing changes, a choice of what is chosen is
 * none, and the newest handler hears of the others.
 */
export function ServerCombobox({ id, width, value, label, placeholder, search, onChange }: Props) {
  const latest = useRef({ value, search, onChange });
  // Before the effects of the Combobox, which are where it tells of choices.
  useLayoutEffect(() => {
    latest.current = { value, search, onChange };
  }, [value, search, onChange]);
  const options = useCallback((text: string) => latest.current.search(text), []);
  const chosen = useMemo(() => (value ? { value, label: label ?? value } : null), [value, label]);
  const choose = useCallback((option: ComboboxOption | null) => {
    const next = option?.value || undefined;
    if (next !== latest.current.value) {
      latest.current.value = next;
      latest.current.onChange(next);
    }
  }, []);
  return (
    <Combobox
      id={id}
      width={width}
      options={options}
      value={chosen}
      placeholder={placeholder}
      createCustomValue
      isClearable
      onChange={choose}
    />
  );
}

import React, { useCallback, useId, useLayoutEffect, useMemo, useRef } from 'react';
import { Combobox } from '@grafana/ui';

interface Props {
  environments: string[];
  /** Undefined is all of them. */
  value: string | undefined;
  onChange: (environment: string | undefined) => void;
}

/**
 * Chooses an environment where there are several. The Combobox of Grafana 12.3 tells of one choice again when it is drawn
 * with options that are new objects, through the handler of an earlier drawing: the newest handler hears of what is new.
 */
export function EnvironmentFilter({ environments, value, onChange }: Props) {
  const label = useId();
  const latest = useRef({ value, onChange });
  useLayoutEffect(() => {
    latest.current = { value, onChange };
  }, [value, onChange]);
  const options = useMemo(() => environments.map((name) => ({ value: name, label: name })), [environments]);
  const choose = useCallback((option: { value: string } | null) => {
    if (option?.value !== latest.current.value) {
      latest.current.value = option?.value;
      latest.current.onChange(option?.value);
    }
  }, []);
  if (environments.length < 2) {
    return null;
  }
  return (
    <>
      {/* The Combobox of 12.3 takes no aria-label. */}
      <span id={label} hidden>
        Environment
      </span>
      <Combobox
        aria-labelledby={label}
        width={22}
        isClearable
        placeholder="All environments"
        options={options}
        value={value ?? null}
        onChange={choose}
      />
    </>
  );
}

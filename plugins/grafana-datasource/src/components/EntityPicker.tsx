import React, { useEffect, useState } from 'react';
import { ComboboxOption, InlineField } from '@grafana/ui';

import type { DataSource } from '../datasource';
import { ServerCombobox } from './ServerCombobox';

interface Props {
  id: string;
  datasource: DataSource;
  value?: string;
  environment?: string;
  onChange: (entity?: string) => void;
  /** What an empty field stands for; without it an entity is needed. */
  placeholder?: string;
}

/** Chooses a service, device or node. The list is searched on the server; variables and any other text can be typed. */
export function EntityPicker({ id, datasource, value, environment, onChange, placeholder }: Props) {
  const error = useNameCheck(datasource, value);
  const search = async (text: string): Promise<ComboboxOption[]> => {
    const { items, more } = await datasource.entities(text, environment);
    const list: ComboboxOption[] = items.map((name) => ({ value: name, label: name }));
    return more ? [...list, { value: text, label: text, description: 'More match: type on' }] : list;
  };
  return (
    <InlineField label="Entity" htmlFor={id} invalid={Boolean(error)} error={error}>
      <ServerCombobox
        id={id}
        width={26}
        search={search}
        value={value}
        placeholder={placeholder ?? 'Choose a service'}
        onChange={onChange}
      />
    </InlineField>
  );
}

/** The sentence for a name that nothing has. Names with variables are known only when the query runs. */
function useNameCheck(datasource: DataSource, name?: string): string | undefined {
  const [found, setFound] = useState<{ name: string; error?: string }>();
  useEffect(() => {
    if (!name || /\$|\[\[/.test(name)) {
      return;
    }
    let isCurrent = true;
    datasource
      .checkEntity(name)
      .then(({ known, suggestion }) => {
        const hint = suggestion ? ` Did you mean ${suggestion}?` : '';
        return isCurrent && setFound({ name, error: known ? undefined : `No entity matches '${name}'.${hint}` });
      })
      // Whether Weir answers is said where the query's own error is shown.
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [datasource, name]);
  return found?.name === name ? found?.error : undefined;
}

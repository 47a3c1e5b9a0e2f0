import React from 'react';
import { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { CollapsableSection, Field, Input, SecretInput, SecretTextArea, Switch } from '@grafana/ui';

import { WeirOptions, WeirSecrets } from '../types';

type Props = DataSourcePluginOptionsEditorProps<WeirOptions, WeirSecrets>;

/** Where Weir is and how to speak with it. What is wrong, "Save & test" says. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, secureJsonFields, secureJsonData } = options;
  const set = (change: Partial<WeirOptions>) => onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  const setSecret = (change: WeirSecrets) =>
    onOptionsChange({ ...options, secureJsonData: { ...secureJsonData, ...change } });
  const reset = (name: keyof WeirSecrets) =>
    onOptionsChange({
      ...options,
      secureJsonFields: { ...secureJsonFields, [name]: false },
      secureJsonData: { ...secureJsonData, [name]: '' },
    });
  return (
    <>
      <Field label="URL" description="Where Grafana's server reaches Weir" noMargin={false}>
        <Input
          id="weir-config-url"
          width={50}
          required
          value={options.url ?? ''}
          placeholder="http://weir:8780"
          onChange={(event) => onOptionsChange({ ...options, url: event.currentTarget.value.trim() })}
        />
      </Field>
      <Field
        label="Token"
        description="Needs the scopes read and, for feedback in people's names, write and act-as. Create one with `weir token`."
        noMargin={false}
      >
        <SecretInput
          id="weir-config-token"
          width={50}
          isConfigured={Boolean(secureJsonFields?.token)}
          value={secureJsonData?.token ?? ''}
          placeholder="weir_…"
          onChange={(event) => setSecret({ token: event.currentTarget.value })}
          onReset={() => reset('token')}
        />
      </Field>
      <CollapsableSection label="TLS" isOpen={false}>
        <Field
          label="Skip verification"
          description="Accepts any certificate. For trying things out only."
          noMargin={false}
        >
          <Switch
            id="weir-config-skip-verify"
            value={jsonData.tlsSkipVerify ?? false}
            onChange={(event) => set({ tlsSkipVerify: event.currentTarget.checked })}
          />
        </Field>
        <Field label="With CA certificate" noMargin={false}>
          <Switch
            id="weir-config-with-ca"
            value={jsonData.tlsAuthWithCACert ?? false}
            onChange={(event) => set({ tlsAuthWithCACert: event.currentTarget.checked })}
          />
        </Field>
        {jsonData.tlsAuthWithCACert && (
          <Field label="CA certificate" noMargin={false}>
            <SecretTextArea
              id="weir-config-ca"
              cols={50}
              rows={6}
              isConfigured={Boolean(secureJsonFields?.tlsCACert)}
              placeholder="-----BEGIN CERTIFICATE-----"
              onChange={(event) => setSecret({ tlsCACert: event.currentTarget.value })}
              onReset={() => reset('tlsCACert')}
            />
          </Field>
        )}
      </CollapsableSection>
      <CollapsableSection label="Tenant" isOpen={false}>
        <Field
          label="Expected tenant"
          description="The token says which tenant this is. Save & test fails when it is not this one."
          noMargin={false}
        >
          <Input
            id="weir-config-tenant"
            width={30}
            value={jsonData.tenant ?? ''}
            placeholder="default"
            onChange={(event) => set({ tenant: event.currentTarget.value })}
          />
        </Field>
      </CollapsableSection>
      <CollapsableSection label="Time-outs" isOpen={false}>
        <Field label="Longest wait for an answer" description="In seconds." noMargin={false}>
          <Input
            id="weir-config-timeout"
            width={12}
            type="number"
            min={1}
            max={300}
            suffix="s"
            value={jsonData.timeout ?? ''}
            placeholder="30"
            onChange={(event) => set({ timeout: Number(event.currentTarget.value) || undefined })}
          />
        </Field>
      </CollapsableSection>
    </>
  );
}

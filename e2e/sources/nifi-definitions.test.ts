import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The flow definitions of deploy/nifi hold together, also those whose processors are not on Maven Central. */
const FLOWS = fileURLToPath(new URL('../../deploy/nifi/', import.meta.url));

interface Component {
  readonly identifier: string;
  readonly groupIdentifier: string;
  readonly name: string;
}
interface Processor extends Component {
  readonly type: string;
  readonly bundle: { readonly artifact: string };
  readonly properties: Readonly<Record<string, string | null>>;
  readonly propertyDescriptors: Readonly<Record<string, { readonly name: string }>>;
}
interface Connection extends Component {
  readonly source: { readonly id: string; readonly groupId: string };
  readonly destination: { readonly id: string; readonly groupId: string };
}
interface Definition {
  readonly flowEncodingVersion: string;
  readonly flowContents: Component & {
    readonly processors: readonly Processor[];
    readonly inputPorts: readonly Component[];
    readonly outputPorts: readonly Component[];
    readonly controllerServices: readonly Component[];
    readonly connections: readonly Connection[];
    readonly parameterContextName: string;
  };
  readonly parameterContexts: Readonly<Record<string, { readonly parameters: readonly { readonly name: string }[] }>>;
}

/** Names of properties in NiFi 2, of processors and services that are not on Maven Central. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  ListenOTLP: [
    'Address',
    'Port',
    'SSL Context Service',
    'Client Authentication',
    'Worker Threads',
    'Queue Capacity',
    'Batch Size',
  ],
  PublishKafka: [
    ...[
      'Kafka Connection Service',
      'Topic Name',
      'Failure Strategy',
      'acks',
      'Transactions Enabled',
      'Message Demarcator',
    ],
    'FlowFile Attribute Header Pattern',
  ],
};

describe.each(readdirSync(FLOWS).filter((name) => name.endsWith('.json')))('deploy/nifi/%s', (name) => {
  const definition = JSON.parse(readFileSync(path.join(FLOWS, name), 'utf8')) as Definition;
  const group = definition.flowContents;
  const ends = [...group.processors, ...group.inputPorts, ...group.outputPorts];
  const parts = [...ends, ...group.controllerServices, ...group.connections];

  it('has parts with ids of their own, all in the group, and connections between them', () => {
    expect(definition.flowEncodingVersion).toBe('1.0');
    expect(new Set(parts.map(({ identifier }) => identifier)).size).toBe(parts.length);
    expect(parts.filter(({ groupIdentifier }) => groupIdentifier !== group.identifier)).toEqual([]);
    const ids = new Set(ends.map(({ identifier }) => identifier));
    for (const { source, destination } of group.connections) {
      for (const end of [source, destination]) expect([ids.has(end.id), end.groupId]).toEqual([true, group.identifier]);
    }
  });

  it('refers to parameters that it has', () => {
    const own = definition.parameterContexts[group.parameterContextName]?.parameters.map((one) => one.name) ?? [];
    const used = [...JSON.stringify(group).matchAll(/#\{([^}]+)\}/g)].map(([, parameter]) => parameter);
    expect([...new Set(used)].sort()).toEqual([...own].sort());
  });

  it('names properties as the processors do', () => {
    for (const { type, properties, propertyDescriptors } of group.processors) {
      expect(Object.keys(propertyDescriptors).sort()).toEqual(Object.keys(properties).sort());
      const known = PROPERTIES[type.slice(type.lastIndexOf('.') + 1)];
      if (known !== undefined) expect(known).toEqual(expect.arrayContaining(Object.keys(properties)));
    }
  });
});

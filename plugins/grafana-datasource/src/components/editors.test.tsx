import React, { useState } from 'react';
import {
  createDataFrame,
  DataSourcePluginOptionsEditorProps,
  DataSourceSettings,
  FieldType,
  LoadingState,
} from '@grafana/data';
import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { DataSource } from '../datasource';
import { WeirOptions, WeirQuery, WeirSecrets, WeirVariableQuery } from '../types';
import { AnnotationEditor } from './AnnotationEditor';
import { ConfigEditor } from './ConfigEditor';
import { QueryEditor, summary } from './QueryEditor';
import { VariableEditor } from './VariableEditor';

// Lists measure themselves to draw only what is seen; nothing has a size here.
beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'getBoundingClientRect', {
    value: () => ({ width: 400, height: 300, top: 0, left: 0, bottom: 300, right: 400, x: 0, y: 0 }),
  });
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { value: 300 });
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { value: 400 });
});

function datasource(change: Partial<Record<keyof DataSource, unknown>> = {}): DataSource {
  return {
    entities: async () => ({ items: ['orders', 'payments'], more: false }),
    environments: async () => ({ items: ['prod', 'test'], more: false }),
    indicators: async () => ({ items: ['error_ratio', 'latency_p95', 'queue.depth'], more: false }),
    endpoints: async () => ({ items: [{ method: 'POST', route: '/orders' }], more: false }),
    checkEntity: async (name: string) => (name === 'orders' ? { known: true } : { known: false, suggestion: 'orders' }),
    ...change,
  } as unknown as DataSource;
}

const run = jest.fn();
const changed = jest.fn();

function Editor({ start, source = datasource() }: { start: WeirQuery; source?: DataSource }) {
  const [query, setQuery] = useState(start);
  const onChange = (next: WeirQuery) => {
    changed(next);
    setQuery(next);
  };
  return <QueryEditor datasource={source} query={query} onChange={onChange} onRunQuery={run} />;
}

async function show(start: Partial<WeirQuery>, source?: DataSource) {
  run.mockClear();
  changed.mockClear();
  await act(async () => {
    render(<Editor start={{ refId: 'A', ...start }} source={source} />);
  });
}
const last = () => changed.mock.calls.at(-1)?.[0];

describe('the query editor', () => {
  it('teaches an empty query: a click shows the worst services', async () => {
    await show({});
    await userEvent.click(screen.getByRole('button', { name: 'Worst services now' }));
    expect(last()).toMatchObject({ queryType: 'problems', state: 'open' });
    expect(run).toHaveBeenCalled();
  });

  it('offers the first entity with its band', async () => {
    await show({});
    await userEvent.click(await screen.findByRole('button', { name: 'orders p95 with band' }));
    expect(last()).toMatchObject({ queryType: 'series', entity: 'orders', indicator: 'latency_p95' });
  });

  it('says which name was probably meant', async () => {
    await show({ entity: 'order', indicator: 'latency_p95' });
    expect(await screen.findByText("No entity matches 'order'. Did you mean orders?")).toBeInTheDocument();
  });

  it.each(['orders', '$service'])('accepts %s', async (entity) => {
    await show({ entity, indicator: 'latency_p95' });
    await act(async () => {});
    expect(screen.queryByText(/No entity matches/)).not.toBeInTheDocument();
  });

  it('works on when the server does not answer', async () => {
    const fails = async () => Promise.reject(new Error('502'));
    await show({ entity: 'order', indicator: 'latency_p95' }, datasource({ checkEntity: fails, entities: fails }));
    await userEvent.click(screen.getByRole('radio', { name: 'Problems' }));
    expect(last()).toMatchObject({ queryType: 'problems', entity: 'order' });
  });

  it('chooses an entity from a list that the server searches', async () => {
    const entities = jest.fn(async () => ({ items: ['payments'], more: false }));
    await show({ environment: 'prod' }, datasource({ entities }));
    await userEvent.type(screen.getByLabelText('Entity'), 'pay');
    // The list draws what is seen of it, and nothing is seen here: the keyboard chooses.
    await waitFor(() => expect(entities).toHaveBeenLastCalledWith('pay', 'prod'));
    await act(async () => {});
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(last()).toMatchObject({ entity: 'payments' });
    // A list that is drawn again is no choice.
    expect(changed).toHaveBeenCalledTimes(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('draws the band and the anomalies unless told otherwise, and the score alone', async () => {
    await show({ entity: 'orders', indicator: 'latency_p95' });
    expect(screen.getByLabelText('band')).toBeChecked();
    await userEvent.click(screen.getByLabelText('band'));
    expect(last()).toMatchObject({ band: false });
    await userEvent.click(screen.getByLabelText('score'));
    expect(last()).toMatchObject({ score: true });
    expect(screen.getByLabelText('anomalies')).toBeDisabled();
  });

  it('turns into a line of text and back; Enter runs it', async () => {
    await show({ entity: 'orders', indicator: 'latency_p95' });
    expect(screen.getByText('{orders | latency_p95 | band, anomalies}')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Code' }));
    const field = screen.getByLabelText('Query');
    await userEvent.clear(field);
    await userEvent.type(field, 'payments | error_ratio | score{Enter}');
    expect(last()).toMatchObject({ entity: 'payments', indicator: 'error_ratio', score: true, refId: 'A' });
    expect(run).toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Builder' }));
    expect(screen.getByLabelText('score')).toBeChecked();
  });

  it('does not run a line that it cannot read, and says why', async () => {
    await show({ entity: 'orders', indicator: 'latency_p95', editorMode: 'code' });
    await userEvent.type(screen.getByLabelText('Query'), ', loud{Enter}');
    expect(screen.getByText(/"loud" is not known here/)).toBeInTheDocument();
    expect(run).not.toHaveBeenCalled();
  });

  it('leaves out what a type does not have', async () => {
    await show({ queryType: 'entities' });
    expect(screen.queryByLabelText('Indicator')).not.toBeInTheDocument();
    expect(screen.queryByLabelText('band')).not.toBeInTheDocument();
  });
});

describe('the summary', () => {
  const frame = (refId: string, graph: boolean, length = 720) =>
    createDataFrame({
      refId,
      meta: graph ? { preferredVisualisationType: 'graph' } : {},
      fields: [{ name: 'time', type: FieldType.time, values: Array.from({ length }, (_, i) => i) }],
    });
  it('counts the series and points of its own query', () => {
    expect(summary([frame('A', true), frame('A', true), frame('B', true)], 'A')).toBe('2 series · 1,440 points');
    expect(summary([frame('A', false, 1)], 'A')).toBe('1 row');
    expect(summary([createDataFrame({ refId: 'A', fields: [] })], 'A')).toBe('');
    expect(summary(undefined, 'A')).toBe('');
  });
});

describe('the config editor', () => {
  const start = {
    url: '',
    jsonData: {},
    secureJsonFields: {},
    secureJsonData: {},
  } as unknown as DataSourceSettings<WeirOptions, WeirSecrets>;
  const set = jest.fn();
  function Config({ options }: { options: Partial<DataSourceSettings<WeirOptions, WeirSecrets>> }) {
    const [current, setCurrent] = useState({ ...start, ...options });
    const props = {
      options: current,
      onOptionsChange: (next: typeof current) => {
        set(next);
        setCurrent(next);
      },
    } as DataSourcePluginOptionsEditorProps<WeirOptions, WeirSecrets>;
    return <ConfigEditor {...props} />;
  }

  it('takes a URL and a token', async () => {
    render(<Config options={{}} />);
    await userEvent.type(screen.getByLabelText(/^URL/), 'http://weir:8780 ');
    await userEvent.type(screen.getByLabelText(/^Token/), 'secret');
    expect(set.mock.calls.at(-1)[0]).toMatchObject({ url: 'http://weir:8780', secureJsonData: { token: 'secret' } });
  });

  it('never shows a token that is saved, and can reset it', async () => {
    render(<Config options={{ secureJsonFields: { token: true } }} />);
    expect(screen.getByLabelText(/^Token/)).toHaveValue('configured');
    expect(screen.getByLabelText(/^Token/)).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: /reset/i }));
    expect(set.mock.calls.at(-1)[0]).toMatchObject({
      secureJsonFields: { token: false },
      secureJsonData: { token: '' },
    });
  });

  it('keeps the rest folded', async () => {
    render(<Config options={{}} />);
    expect(screen.queryByLabelText(/Longest wait/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByText('Time-outs'));
    await userEvent.type(await screen.findByLabelText(/Longest wait/), '5');
    expect(set.mock.calls.at(-1)[0]).toMatchObject({ jsonData: { timeout: 5 } });
  });
});

describe('the annotation editor', () => {
  it('changes what the annotation asks for', async () => {
    const onAnnotationChange = jest.fn();
    const annotation = {
      name: 'Weir',
      enable: true,
      iconColor: 'red',
      target: { refId: 'Anno', queryType: 'problems' as const },
    };
    const query: WeirQuery = { refId: 'Anno' };
    await act(async () => {
      render(
        <AnnotationEditor
          annotation={annotation}
          onAnnotationChange={onAnnotationChange}
          datasource={datasource()}
          query={query}
          onChange={changed}
          onRunQuery={run}
          data={{ state: LoadingState.Done, series: [], timeRange: {} as never }}
        />
      );
    });
    await userEvent.click(screen.getByRole('radio', { name: 'Anomalies' }));
    expect(onAnnotationChange).toHaveBeenLastCalledWith(
      expect.objectContaining({ target: expect.objectContaining({ queryType: 'anomalies' }) })
    );
  });
});

describe('the variable editor', () => {
  it('asks for the entity only where there is one', async () => {
    const onChange = jest.fn();
    const query = (kind: WeirVariableQuery['kind']): WeirVariableQuery => ({ refId: 'V', kind });
    const { rerender } = render(
      <VariableEditor datasource={datasource()} query={query('entities')} onChange={onChange} onRunQuery={run} />
    );
    expect(screen.queryByLabelText('Of entity')).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: 'Indicators' }));
    expect(onChange).toHaveBeenLastCalledWith(expect.objectContaining({ kind: 'indicators' }));
    rerender(
      <VariableEditor datasource={datasource()} query={query('indicators')} onChange={onChange} onRunQuery={run} />
    );
    await waitFor(() => expect(screen.getByLabelText('Of entity')).toBeInTheDocument());
  });
});

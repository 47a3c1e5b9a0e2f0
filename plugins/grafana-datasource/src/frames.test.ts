import { readdirSync, readFileSync } from 'fs';
import path from 'path';
import {
  applyFieldOverrides,
  createTheme,
  DataFrame,
  dataFrameFromJSON,
  FieldColorModeId,
  getFieldDisplayName,
  getFieldColorMode,
  reduceField,
  standardFieldConfigEditorRegistry,
} from '@grafana/data';

/** What the backend answers (its golden files), read by the libraries that draw it. */
const folder = path.join(__dirname, '../pkg/plugin/testdata');

function frames(name: string): DataFrame[] {
  const text = readFileSync(path.join(folder, `${name}.jsonc`), 'utf8').replace(/^\/\/.*$/gm, '');
  return (JSON.parse(text).frames ?? []).map(dataFrameFromJSON);
}

/** As a panel without any settings of its own does it. */
function drawn(name: string, mode: 'light' | 'dark' = 'dark'): DataFrame[] {
  return applyFieldOverrides({
    data: frames(name),
    fieldConfig: { defaults: {}, overrides: [] },
    fieldConfigRegistry: standardFieldConfigEditorRegistry,
    replaceVariables: (text) => text,
    theme: createTheme({ colors: { mode } }),
  });
}

const named = (list: DataFrame[]) =>
  list.flatMap((frame) => frame.fields.map((field) => ({ field, name: getFieldDisplayName(field, frame, list) })));

describe('every golden answer', () => {
  const names = readdirSync(folder).map((file) => file.replace('.jsonc', ''));
  it.each(names)('%s is read', (name) => {
    for (const frame of drawn(name)) {
      expect(new Set(frame.fields.map((field) => field.values.length)).size).toBeLessThanOrEqual(1);
    }
  });
});

describe.each(['series', 'forecast'])('the band of %s', (answer) => {
  it('finds the line that it is filled down to', () => {
    const fields = named(drawn(answer));
    const bands = fields.filter(({ field }) => field.config.custom?.fillBelowTo);
    expect(bands.length).toBeGreaterThan(0);
    for (const { field } of bands) {
      const target = field.config.custom.fillBelowTo;
      expect(fields.filter(({ name }) => name === target)).toHaveLength(1);
    }
  });

  it('gives every line a name of its own', () => {
    const list = named(drawn(answer)).filter(({ field }) => field.type !== 'time');
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (mode) => {
  it('the band has the colour of its line', () => {
    const theme = createTheme({ colors: { mode } });
    const colour = (name: string) => {
      const found = drawn('series', mode)[0].fields.find((field) => field.name === name)!;
      return getFieldColorMode(found.config.color!.mode as FieldColorModeId).getCalculator(found, theme)(0, 0);
    };
    expect(colour('upper')).toBe(colour('value'));
    expect(colour('lower')).toBe(colour('value'));
    expect(colour('anomaly')).not.toBe(colour('value'));
  });
});

describe('values', () => {
  const shown = (answer: string, name: string, row: number) => {
    const field = drawn(answer)[0].fields.find((one) => one.name === name)!;
    const { text, suffix } = field.display!(field.values[row]);
    return text + (suffix ?? '');
  };
  it('carry their units, and a gap is nothing', () => {
    expect(shown('series', 'value', 2)).toBe('478 ms');
    expect(shown('problems', 'Concern', 0)).toBe('86');
    expect(drawn('series')[0].fields[1].values[3]).toBeNull();
  });
  it('can be reduced, gaps left out', () => {
    const [frame] = frames('series-for-alerts');
    expect(reduceField({ field: frame.fields[1], reducers: ['mean'] }).mean).toBeCloseTo((210 + 215 + 478 + 212) / 4);
  });
});

describe('annotations', () => {
  it.each(['problem-annotations', 'anomaly-annotations'])(
    '%s have what Grafana looks for, without markup',
    (answer) => {
      const [frame] = frames(answer);
      expect(frame.fields.map(({ name }) => name)).toEqual(['time', 'timeEnd', 'title', 'text', 'tags', 'id']);
      for (const text of [...frame.fields[2].values, ...frame.fields[3].values]) {
        expect(text).not.toContain('<');
      }
      // Grafana offers a pencil and a bin for annotations whose id is not 0.
      expect(new Set(frame.fields[5].values)).toEqual(new Set([0]));
    }
  );
});

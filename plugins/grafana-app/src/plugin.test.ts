import { existsSync, readFileSync } from 'fs';
import path from 'path';
import { PluginExtensionPoints } from '@grafana/data';

import { ROUTES } from './constants';
import { explainLink } from './explain/link';
import pluginJson from './plugin.json';

const read = (name: string) => JSON.parse(readFileSync(path.join(__dirname, name), 'utf8'));

it('every page in the menu is a page', () => {
  const pages = pluginJson.includes.filter(({ type }) => type === 'page').map((page) => page.path.split('/').pop());
  expect(pages.every((page) => page! in ROUTES)).toBe(true);
  expect(pluginJson.includes.filter((page) => page.defaultNav)).toHaveLength(1);
});

it('the link is declared as it is added', () => {
  const [declared] = pluginJson.extensions.addedLinks;
  expect(declared).toMatchObject({ title: explainLink.title, description: explainLink.description });
  expect(declared.targets).toEqual([PluginExtensionPoints.DashboardPanelMenu]);
  expect(declared.title.length).toBeGreaterThanOrEqual(10);
});

it('depends on the data source of this repository', () => {
  const [source] = pluginJson.dependencies.plugins;
  expect(source.id).toBe(read('../../grafana-datasource/src/plugin.json').id);
});

describe.each(pluginJson.includes.filter(({ type }) => type === 'dashboard'))('$name', (include) => {
  const dashboard = read(include.path);
  it('asks the data source that its variable names', () => {
    expect(existsSync(path.join(__dirname, include.path))).toBe(true);
    expect(dashboard.title).toBe(include.name);
    expect(dashboard.templating.list[0]).toMatchObject({ type: 'datasource', query: 'weir-detection-datasource' });
    for (const panel of dashboard.panels) {
      for (const target of panel.targets) {
        expect(target.datasource.uid).toBe('${source}');
        expect(['series', 'problems', 'forecast', 'rating']).toContain(target.queryType);
      }
    }
  });
  it('has panels that do not lie on each other', () => {
    const boxes = dashboard.panels.map(
      ({ gridPos }: { gridPos: { x: number; y: number; w: number; h: number } }) => gridPos
    );
    for (const [at, a] of boxes.entries()) {
      for (const b of boxes.slice(at + 1)) {
        expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true);
      }
    }
  });
});

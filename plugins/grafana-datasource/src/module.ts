import { DataSourcePlugin } from '@grafana/data';

import { ConfigEditor } from './components/ConfigEditor';
import { QueryEditor } from './components/QueryEditor';
import { DataSource } from './datasource';
import { WeirOptions, WeirQuery, WeirSecrets } from './types';

export const plugin = new DataSourcePlugin<DataSource, WeirQuery, WeirOptions, WeirSecrets>(DataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);

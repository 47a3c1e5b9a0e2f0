import { DataSourceRef } from '@grafana/schema';
import { dataLayers, SceneDataLayerSet, SceneQueryRunner } from '@grafana/scenes';

import { SOURCE_ID } from '../constants';
import { weirSource } from '../weir/ask';

/** A query of the data source, as its editor would store it. */
export interface WeirQuery {
  queryType: 'series' | 'problems' | 'anomalies' | 'forecast' | 'rating' | 'entities';
  entity?: string;
  environment?: string;
  namespace?: string;
  indicator?: string;
  method?: string;
  route?: string;
  band?: boolean;
  anomalies?: boolean;
  format?: 'table' | 'lanes' | 'annotations';
  horizon?: string;
  said?: boolean;
}

export const sourceRef = (): DataSourceRef => ({ type: SOURCE_ID, uid: weirSource()?.uid });

/** Runs queries of the data source in the range of the scene. */
export const runner = (...queries: WeirQuery[]) =>
  new SceneQueryRunner({
    datasource: sourceRef(),
    queries: queries.map((query, at) => ({ refId: String.fromCharCode(65 + at), ...query })),
  });

/** Problems of an entity as regions over every chart of the scene. */
export const problemRegions = (entity: string) =>
  new SceneDataLayerSet({
    layers: [
      new dataLayers.AnnotationsDataLayer({
        name: 'Problems',
        isEnabled: true,
        isHidden: true,
        query: {
          name: 'Problems',
          enable: true,
          iconColor: 'semi-dark-orange',
          datasource: sourceRef(),
          target: { refId: 'Problems', queryType: 'problems', format: 'annotations', entity } as never,
        },
      }),
    ],
  });

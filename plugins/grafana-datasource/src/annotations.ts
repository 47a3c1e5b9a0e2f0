import { AnnotationQuery, AnnotationSupport } from '@grafana/data';

import { AnnotationEditor } from './components/AnnotationEditor';
import { WeirQuery } from './types';

const DEFAULT: WeirQuery = { refId: 'Anno', queryType: 'problems', format: 'annotations' };

/** Problems or anomalies as regions over any panel. */
export const annotationSupport: AnnotationSupport<WeirQuery> = {
  getDefaultQuery: () => DEFAULT,
  prepareAnnotation: (json): AnnotationQuery<WeirQuery> => ({ ...json, target: { ...DEFAULT, ...json.target } }),
  prepareQuery: (annotation) => ({ ...DEFAULT, ...annotation.target, format: 'annotations' }),
  QueryEditor: AnnotationEditor,
};

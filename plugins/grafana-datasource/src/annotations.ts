import { AnnotationQuery, AnnotationSupport } from '@grafana/data';

import { AnnotationEditor } from './components/AnnotationEditor';
import { WeirQuery } from './types';

const DEFAULT: WeirQuery = { refId: 'Anno', queryType: 'problems', format: 'annotations' };

/** Problems or anomalies as regions over any panel. */
export const annotationSupport: AnnotationSupport<WeirQuery> = {
  getDefaultQuery: () => DEFAULT,
  // What is complete stays the same object: Grafana's editor prepares anew until it does, and asks only then.
  prepareAnnotation: (json): AnnotationQuery<WeirQuery> =>
    json.target?.queryType && json.target.format === 'annotations'
      ? json
      : { ...json, target: { ...DEFAULT, ...json.target, format: 'annotations' } },
  prepareQuery: (annotation) => ({ ...DEFAULT, ...annotation.target, format: 'annotations' }),
  QueryEditor: AnnotationEditor,
};

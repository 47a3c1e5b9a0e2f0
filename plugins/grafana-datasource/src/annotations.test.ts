import { annotationSupport } from './annotations';

const named = { name: 'Problems', enable: true, iconColor: 'red' };

describe('an annotation', () => {
  it('that is new asks for problems', () => {
    expect(annotationSupport.prepareAnnotation?.(named)?.target).toMatchObject({
      queryType: 'problems',
      format: 'annotations',
    });
  });

  it('that is complete stays the same object, or the editor would prepare it for ever', () => {
    const prepared = annotationSupport.prepareAnnotation?.({
      ...named,
      target: { refId: 'Anno', queryType: 'anomalies', entity: 'orders' },
    });
    expect(prepared?.target).toMatchObject({ queryType: 'anomalies', entity: 'orders' });
    expect(annotationSupport.prepareAnnotation?.(prepared)).toBe(prepared);
  });
});

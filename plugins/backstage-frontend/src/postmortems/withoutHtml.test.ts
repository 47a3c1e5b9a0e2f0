import { withoutHtml } from './withoutHtml';

describe('withoutHtml', () => {
  it('makes tags text, and leaves code alone', () => {
    expect(withoutHtml('a <img src=x> b')).toBe('a &lt;img src=x> b');
    expect(withoutHtml('`a < b` and <b>')).toBe('`a < b` and &lt;b>');
    expect(withoutHtml('```\nif (a < b)\n```\n<i>')).toBe('```\nif (a < b)\n```\n&lt;i>');
  });

  it('makes tags after a fence that never closes text, too', () => {
    expect(withoutHtml('```\n<img src=x>')).toBe('```\n&lt;img src=x>');
  });
});

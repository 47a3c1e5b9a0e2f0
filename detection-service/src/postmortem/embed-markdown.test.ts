import { describe, expect, it } from 'vitest';
import { embedMarkdown, plainInMarkdown } from './embed-markdown.ts';

describe('text of people in a document', () => {
  it.each([
    ['prose, lists, tables and code stay', '- a **b**\n- `<c>`\n\n| a | b |\n| - | - |\n\n```ts\n# <no> heading\n```'],
    ['addresses stay', 'see <https://example.org/a?b=1> and <mailto:a@example.org>'],
    ['numbers compare', 'a < b, 3<4 and `x<y`'],
    ['a rule after a blank line stays', 'a\n\n---\n\nb'],
  ])('%s', (_, text) => {
    expect(embedMarkdown(text, 2)).toBe(text);
  });

  it.each([
    ['headings go below the section', '# a\n## b\n###### c', '### a\n#### b\n###### c'],
    ['headings in quotes and lists too', '> # a\n- ## b\n1. > # c', '> ### a\n- #### b\n1. > ### c'],
    ['a line under text makes no heading', 'a\n===\n\nb\n---', 'a\n\\===\n\nb\n\\---'],
    ['an open fence is closed', 'a\n~~~~ sh\n# b', 'a\n~~~~ sh\n# b\n~~~~'],
    ['a shorter fence closes nothing', '````\n```\n# a', '````\n```\n# a\n````'],
    ['a fence of a list stands at the margin', '- a\n  ```\n  b\n```\n# c', '- a\n```\n  b\n```\n### c'],
    ['HTML is text', '<script>x</script> <!-- <b>', '&lt;script>x&lt;/script> &lt;!-- &lt;b>'],
    ['code that goes over lines protects nothing', '`x\ny` <script> `z`', '`x\ny` &lt;script> `z`'],
    ['an indent that makes code stays', '\n\n    # a\n\n', '    # a'],
    ['an escaped backtick opens no code', '\\` <b> `', '\\` &lt;b> `'],
  ])('%s', (_, text, expected) => {
    expect(embedMarkdown(text, 2)).toBe(expected);
  });

  it('a line of its own means only itself', () => {
    expect(plainInMarkdown(' # *a* [b](c) <d> &lt; `e`\n|f| ')).toBe(
      '\\# \\*a\\* \\[b\\](c) \\<d\\> &amp;lt; \\`e\\` \\|f\\|'
    );
  });
});

/** Code in backquotes, in which a `<` is a `<` anyway. */
const CODE = /(```[\s\S]*?```|`[^`\n]*`)/;

/**
 * Markdown in which a `<` is only ever text. The renderer cleans HTML, but lets some of it through, such as images;
 * what people write about a problem needs none.
 */
export function withoutHtml(markdown: string): string {
  return markdown
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/</g, '&lt;')))
    .join('');
}

/** The first clause of a sentence of `describeAnomaly`: what is wrong, without the numbers behind it. */
export function firstClause(sentence: string): string {
  return (sentence.split(/: |; |, expected /)[0] ?? sentence).replace(/\.$/, '');
}

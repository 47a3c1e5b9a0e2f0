/** What the doctor found of one thing: well, worth a look, or wrong; and what to do when it is not well. */
export interface Finding {
  readonly state: 'ok' | 'note' | 'wrong';
  readonly subject: string;
  readonly sentence: string;
}

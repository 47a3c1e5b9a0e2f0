import type { PostMortemSummary } from '@weir/backstage-plugin-weir-common';
import { count } from '../format/number';

/** `2 of 3, 1 overdue`: how many of the actions are done. */
export function actionsWords(one: Pick<PostMortemSummary, 'actionCount' | 'actionsDone' | 'actionsOverdue'>): string {
  if (one.actionCount === 0) return 'no actions';
  const overdue = one.actionsOverdue > 0 ? `, ${count(one.actionsOverdue)} overdue` : '';
  return `${count(one.actionsDone)} of ${count(one.actionCount)}${overdue}`;
}

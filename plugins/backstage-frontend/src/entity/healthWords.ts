import type { Problem } from '@weir/backstage-plugin-weir-common';

/** What is wrong, without the name of the entity whose page it stands on: `Answers slower than usual` */
export function withoutSubject(problem: Pick<Problem, 'title' | 'service'>): string {
  const { title, service } = problem;
  if (!title.startsWith(`${service} `)) return title;
  const rest = title.slice(service.length + 1);
  return rest.charAt(0).toLocaleUpperCase('en-US') + rest.slice(1);
}

import type { Problem } from '@weir/backstage-plugin-weir-common';

/** What is wrong, without the name of the entity whose page it stands on: `Answers slower than usual.` */
export function withoutSubject(problem: Pick<Problem, 'description' | 'service'>): string {
  const { description, service } = problem;
  if (!description.startsWith(`${service} `)) return description;
  const rest = description.slice(service.length + 1);
  return rest.charAt(0).toLocaleUpperCase('en-US') + rest.slice(1);
}

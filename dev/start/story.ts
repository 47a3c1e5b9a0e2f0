import type { Incident } from '../demo-workload/model/incidents.ts';
import { serviceOf } from '../demo-workload/model/incidents.ts';
import type { Plan } from '../demo-workload/plan.ts';

const DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', hour12: false } as const;

/** What is to be seen in the demo, and whether Weir has found the outage; `undefined` when nobody has asked. */
export function story(plan: Plan, outageFound: boolean | undefined): string {
  const lines = plan.incidents.map((incident) => `  ${serviceOf(incident).padEnd(10)} ${told(incident, outageFound)}`);
  return `The demo (seed ${plan.seed}): shop-web calls orders, orders calls payments and inventory. Two weeks of history, and live
since. What is wrong in it, Weir was not told:

${lines.join('\n')}
  inventory  is quiet, about 0.4 req/s, and fine
`;
}

function told({ kind, start, end, share }: Incident, outageFound: boolean | undefined): string {
  if (kind === 'ramp') return `answers slower and slower since ${at(start)}`;
  const found = outageFound === false ? '; Weir has NOT found it' : '; there is a draft of a post-mortem';
  return `failed ${Math.round(100 * share)} % of its calls ${at(start)}–${time(end)}${found}`;
}

const time = (instant: number): string => new Date(instant).toLocaleTimeString('en-GB', TIME);
const at = (instant: number): string => `${new Date(instant).toLocaleDateString('en-GB', DAY)}, ${time(instant)}`;

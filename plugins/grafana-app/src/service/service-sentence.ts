import { Problem } from '../weir/answers';
import { counted } from '../words/numbers';
import { moment } from '../words/times';

/** How the service is, in a sentence; open problems come worst first. */
export function serviceSentence(name: string, open: Problem[], now = Date.now()): string {
  const [worst, ...others] = [...open].sort((a, b) => b.concernScore - a.concernScore);
  if (!worst) {
    return `${name} is as usual.`;
  }
  const more = others.length > 0 ? `, and ${counted(others.length, 'more problem')}` : '; the rest is normal';
  return `${name} has a problem since ${moment(worst.start, now)}${more}.`;
}

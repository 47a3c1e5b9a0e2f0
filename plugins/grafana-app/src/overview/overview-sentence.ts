import { ProblemListing } from '../weir/answers';
import { counted } from '../words/numbers';
import { ago } from '../words/times';

/** What the overview says first: is something wrong now, and where? */
export function overviewSentence({ open, services, closed, storm }: ProblemListing): string {
  if (storm) {
    return `${counted(storm.services, 'service')} have had problems since the same few minutes.`;
  }
  if (open === 0) {
    return closed === 0
      ? 'Nothing is wrong.'
      : `Nothing is wrong now; ${counted(closed, 'problem')} in this range ${closed === 1 ? 'is' : 'are'} over.`;
  }
  const [first, second] = services;
  if (services.length === 1) {
    return open === 1 ? `${first} has a problem.` : `${first} has ${counted(open, 'problem')}.`;
  }
  if (services.length === 2) {
    return `${first} and ${second} have problems.`;
  }
  return `${first}, ${second} and ${counted(services.length - 2, 'more service')} have problems.`;
}

/** What is watched, and how new what is known is. */
export function watchedSentence({ watched, watchedMore, newestSample }: ProblemListing, now = Date.now()): string {
  const many = `${watchedMore ? 'More than ' : ''}${counted(watched, 'service')} watched`;
  return newestSample === null ? `${many}, no sample yet.` : `${many}, last sample ${ago(newestSample, now)}.`;
}

/** "4,961 quiet services" below the lanes. */
export const quietSentence = ({ watched, affected }: ProblemListing) =>
  watched > affected ? counted(watched - affected, 'quiet service') : undefined;

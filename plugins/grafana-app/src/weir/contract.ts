import { CONTRACT } from '../constants';
import { Info } from './answers';

/** What does not fit between the app and the service that it finds; undefined when all does. */
export interface Mismatch {
  /** Nothing of the service can be read. */
  fatal: boolean;
  title: string;
  hidden: string[];
}

const FEATURES: Record<string, string> = {
  problems: 'Problems',
  forecasts: 'Forecasts',
  ratings: 'Ratings',
  feedback: 'Feedback',
  'post-mortems': 'Post-mortems',
};

/** Holds what the service says of itself against what the pages were written for. */
export function mismatch({ contract, capabilities }: Info): Mismatch | undefined {
  const title = `This plugin speaks contract ${CONTRACT}, the service ${contract}.`;
  if (contract.split('.')[0] !== CONTRACT.split('.')[0]) {
    return { fatal: true, title, hidden: [] };
  }
  const hidden = Object.keys(FEATURES)
    .filter((word) => !capabilities.includes(word))
    .map((word) => FEATURES[word]);
  return hidden.length > 0 ? { fatal: false, title, hidden } : undefined;
}

import { pause } from './service-process.ts';

/** A process that can be lost at any moment, also before it is ready. */
export interface Victim {
  /** Resolves when it is ready; rejects when it ended before. */
  ready(): Promise<void>;
  kill(): Promise<void>;
}

/** How a process is killed again and again. */
export interface KillLoopOptions<V extends Victim> {
  readonly launch: () => V;
  readonly random: () => number;
  /** How many times. */
  readonly kills: number;
  /** Longest time from ready to kill, in milliseconds. */
  readonly longestLife: number;
  /** Acknowledgements so far; a life lasts until there was at least one more, as long as there is something to send. */
  readonly acknowledged: () => number;
  readonly done: () => boolean;
}

/** What came of it. */
export interface KillLoopResult<V extends Victim> {
  /** The process that is left alive, ready. */
  readonly survivor: V;
  readonly kills: number;
  /** Of the kills, those before the process was ready. */
  readonly unborn: number;
}

/** Share of lives that end before they are ready: a start reads the snapshot and the log, and may itself be cut short. */
const UNBORN = 0.2;
/** Acknowledgements that a life must last for are up to here; with some milliseconds on top it may end anywhere. */
const MOST_ACKNOWLEDGED = 6;
const LONGEST_EXTRA_MS = 25;

/**
 * Kills a process at random moments and starts it again at once. A third kind of life lasts a random time, so that what
 * the process does by timers is hit too.
 */
export async function killLoop<V extends Victim>(options: KillLoopOptions<V>): Promise<KillLoopResult<V>> {
  const { random } = options;
  let startup = 500;
  let unborn = 0;
  let kills = 0;
  for (; kills < options.kills && !options.done(); kills++) {
    const victim = options.launch();
    const began = performance.now();
    const kind = random();
    const first = random();
    const second = random();
    if (kind < UNBORN) {
      await pause(first * startup);
      unborn++;
    } else {
      await victim.ready();
      startup = performance.now() - began;
      if (kind < 0.6) await acknowledgements(options, Math.ceil(first * MOST_ACKNOWLEDGED));
      else await pause(first * options.longestLife);
      await pause(second * LONGEST_EXTRA_MS);
    }
    await victim.kill();
  }
  const survivor = options.launch();
  await survivor.ready();
  return { survivor, kills, unborn };
}

async function acknowledgements<V extends Victim>(options: KillLoopOptions<V>, more: number): Promise<void> {
  const wanted = options.acknowledged() + more;
  while (options.acknowledged() < wanted && !options.done()) await pause(1);
}

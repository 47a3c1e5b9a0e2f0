import type { Files } from './file-port.ts';

/**
 * Moves damaged and later parts of a log out of its way, as `*.cut` files that nobody reads but a person: first the
 * later segments, from the last on, then the end of the damaged one. A crash in between leaves the damage in place, so
 * that the next opening comes here again.
 * @param names the segments of the log in order
 * @param damage the damaged segment and the position in it from which nothing is kept; 0 sets the whole file aside
 * @returns the paths of the files that were made
 */
export async function setAside(
  files: Files,
  directory: string,
  names: readonly string[],
  damage: { readonly name: string; readonly position: number }
): Promise<readonly string[]> {
  const made: string[] = [];
  const taken = new Set(await files.list(directory));
  const freeName = (name: string): string => {
    let candidate = `${name}.cut`;
    for (let i = 1; taken.has(candidate); i += 1) candidate = `${name}.${i}.cut`;
    taken.add(candidate);
    made.push(`${directory}/${candidate}`);
    return `${directory}/${candidate}`;
  };
  const whole = names.slice(names.indexOf(damage.name) + (damage.position === 0 ? 0 : 1));
  for (const name of whole.toReversed()) {
    await files.rename(`${directory}/${name}`, freeName(name));
    await files.syncDirectory(directory);
  }
  if (damage.position > 0) {
    await copyEnd(
      files,
      `${directory}/${damage.name}`,
      freeName(`${damage.name}.from-${damage.position}`),
      damage.position
    );
    await files.syncDirectory(directory);
  }
  return made;
}

async function copyEnd(files: Files, from: string, to: string, position: number): Promise<void> {
  const source = await files.open(from, 'read');
  const target = await files.create(to);
  try {
    const bytes = Buffer.allocUnsafeSlow((await source.size()) - position);
    await source.read(bytes, position);
    await target.write([bytes], 0);
    await target.sync();
  } finally {
    await source.close();
    await target.close();
  }
}

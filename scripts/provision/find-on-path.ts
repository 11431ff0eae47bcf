import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Absolute path of the first executable on the PATH that bears one of these names, in the order of the names. */
export function findOnPath(names: readonly string[], path = process.env.PATH ?? ''): string | null {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
      for (const suffix of suffixes) {
        const candidate = join(folder, name + suffix);
        if (isExecutable(candidate)) return candidate;
      }
    }
  }
  return null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

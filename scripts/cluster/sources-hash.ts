import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';

/** A digest over the files that the patterns name, tests left out: it changes when what is built of them would. */
export function sourcesHash(patterns: readonly string[]): string {
  const hash = createHash('sha256');
  const files = globSync([...patterns], {
    cwd: repositoryRoot,
    exclude: (name) => /(^|[\\/])(node_modules|\.expo|dist|testing)$|\.test\.tsx?$/.test(name),
  });
  for (const file of files.toSorted()) {
    const path = join(repositoryRoot, file);
    if (!existsSync(path)) continue;
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
    hash.update(`${file.replaceAll('\\', '/')}\0${digest}\n`);
  }
  return hash.digest('hex');
}

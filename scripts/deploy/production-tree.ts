import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, matchesGlob, relative } from 'node:path';
import { Problem } from '../problem.ts';
import { runTool } from '../provision/run-tool.ts';
import { contextCopies, imageStages } from './image-stages.ts';

const stepTimeoutMs = 8 * 60_000;

/**
 * Does in a folder what the Dockerfile does in its stages: the same files, the same commands. So what an image holds can be
 * started and looked at where no container engine is. Only Linux and a shell are needed.
 */
export async function buildProductionTree(root: string, folder: string, say: (line: string) => void): Promise<void> {
  const stages = imageStages(readFileSync(join(root, 'ops/docker/Dockerfile'), 'utf8'));
  const excluded = excludedPatterns(readFileSync(join(root, '.dockerignore'), 'utf8'));
  for (const name of ['packages', 'runtime']) {
    const stage = stages.find((candidate) => candidate.name === name);
    if (stage === undefined) throw new Problem(`the Dockerfile has no stage "${name}"`);
    for (const { sources, target } of contextCopies(stage)) {
      for (const source of sources) copyInto(root, folder, source, target, excluded);
    }
    for (const { keyword, text } of stage.instructions) {
      if (keyword !== 'RUN') continue;
      say(`  ${text}`);
      const outcome = await runTool('/bin/sh', ['-euc', text], { cwd: folder, timeoutMs: stepTimeoutMs });
      if (!outcome.ok) throw new Problem(`failed: ${text}\n${outcome.stderr.trim().slice(-2_000)}`);
    }
  }
}

/** What `.dockerignore` takes out again after it let a folder in. */
export function excludedPatterns(dockerignore: string): readonly string[] {
  return dockerignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('**/'));
}

function copyInto(root: string, folder: string, source: string, target: string, excluded: readonly string[]): void {
  const from = join(root, source);
  if (!existsSync(from)) throw new Problem(`the Dockerfile copies ${source}, which is not there`);
  const isFolder = statSync(from).isDirectory();
  // A file into a folder that ends in a slash keeps its name, as Docker has it.
  const to = isFolder || !target.endsWith('/') ? join(folder, target) : join(folder, target, basename(source));
  mkdirSync(join(to, '..'), { recursive: true });
  const isWanted = (path: string): boolean => {
    const name = relative(root, path);
    return !excluded.some((pattern) => matchesGlob(name, pattern));
  };
  cpSync(from, to, { recursive: true, filter: isWanted });
}

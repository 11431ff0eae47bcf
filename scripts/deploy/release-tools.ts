import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toolsFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { findOnPath } from '../provision/find-on-path.ts';
import { runTool } from '../provision/run-tool.ts';
import { changelogOf } from './changelog.ts';

const actionlint = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.8';
const buildTimeoutMs = 9 * 60_000;

function needGo(what: string): void {
  if (findOnPath(['go']) === null) throw new Problem(`${what} needs Go: install it from go.dev, or by the system's packages`);
}

/** Builds and decodes all manifests by the Go program beside this file. Resolves with the exit status. */
export async function checkManifests(root: string, out: string | undefined, say: (line: string) => void): Promise<number> {
  needGo('manifests');
  const folder = join(root, 'scripts/deploy/manifests');
  const words = ['run', '-mod=readonly', '.', root, ...(out === undefined ? [] : [resolve(out)])];
  const env = { ...process.env, GOFLAGS: '' };
  const outcome = await runTool('go', words, { cwd: folder, env, timeoutMs: buildTimeoutMs });
  say(`${outcome.stdout}${outcome.stderr}`.trim());
  return outcome.ok ? 0 : 1;
}

/** Holds the workflows against actionlint, which knows GitHub's syntax, contexts and the shells of their steps. */
export async function checkWorkflows(root: string, say: (line: string) => void): Promise<number> {
  needGo('workflows');
  const bin = join(toolsFolder, 'actionlint');
  const env = { ...process.env, GOFLAGS: '', GOBIN: bin };
  const built = await runTool('go', ['install', actionlint], { env, timeoutMs: buildTimeoutMs });
  if (!built.ok) throw new Problem(`actionlint could not be built: ${built.stderr.trim().slice(-500)}`);
  const files = globSync('.github/workflows/*.yml', { cwd: root }).sort();
  const outcome = await runTool(join(bin, 'actionlint'), ['-no-color', ...files], { cwd: root });
  say(outcome.ok ? `${files.length} workflows: nothing found` : outcome.stdout.trim());
  return outcome.ok ? 0 : 1;
}

/** What the images hold of others' work, as CycloneDX JSON, from the lock file: the same as the image's own sbom.cdx.json. */
export async function billOfMaterials(root: string): Promise<string> {
  const kind = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const words = ['sbom', '--workspace', '@halobuzz/realtime', '--omit=dev', '--package-lock-only', ...kind];
  const outcome = await runTool('npm', words, { cwd: root, timeoutMs: 60_000 });
  if (!outcome.ok) throw new Problem(`npm sbom failed: ${outcome.stderr.trim().slice(-500)}`);
  return outcome.stdout;
}

/** The changelog of a tag: everything since the tag before it, or since the beginning. */
export async function releaseChangelog(root: string, tag: string): Promise<string> {
  const git = async (...words: string[]): Promise<string> => {
    const outcome = await runTool('git', words, { cwd: root });
    if (!outcome.ok) throw new Problem(outcome.stderr.trim());
    return outcome.stdout.trim();
  };
  const commit = await git('rev-parse', '--verify', '--end-of-options', `${tag}^{commit}`);
  const before = await runTool('git', ['describe', '--tags', '--abbrev=0', '--match', 'v*', `${commit}^`], { cwd: root });
  const since = before.ok ? before.stdout.trim() : undefined;
  const range = since === undefined ? commit : `${since}..${commit}`;
  const subjects = (await git('log', '--no-merges', '--format=%s', range)).split('\n').filter((line) => line !== '');
  return changelogOf(tag, since, subjects);
}

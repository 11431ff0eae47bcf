import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchProblem } from './launch-problem.mjs';
import { NpmFailure, runNpm } from './npm.mjs';
import { startProgress } from './progress.mjs';
import { waitForLock } from './wait-for-lock.mjs';

/** Brings node_modules in line with package-lock.json; does nothing when it already is. */
export async function ensureDependencies(root, node) {
  const lockfile = join(root, 'package-lock.json');
  if (!existsSync(lockfile)) throw new LaunchProblem('package-lock.json is missing: this is not a complete clone');
  if (stampedHash(root) === hashOf(lockfile)) return;
  const release = await waitForLock(join(root, '.tools', 'install.lock'), 'it installs the dependencies');
  try {
    const hash = hashOf(lockfile);
    if (stampedHash(root) === hash) return;
    if (!installedMatches(root, lockfile)) await install(root, node);
    writeFileSync(stampFile(root), hash);
  } finally {
    release();
  }
}

async function install(root, node) {
  const done = startProgress('Installing the dependencies (npm)');
  let succeeded = false;
  try {
    await runInstall(root, node);
    succeeded = true;
  } finally {
    done(succeeded);
  }
}

/** NODE_ENV=production or an `omit` setting would leave out what builds and tests need. */
const everything = ['--include=dev', '--include=optional', '--include=peer'];

/**
 * `npm ci` refuses a lock file without the binaries of other platforms, which npm leaves out when the registry it was
 * made from did not have them yet. Then `npm install` does the same for all the rest, and adds this platform's.
 */
async function runInstall(root, node) {
  try {
    await runNpm(['ci', ...everything], { node, cwd: root });
  } catch (error) {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    if (!(error instanceof NpmFailure) || !onlyOptionalMissing(error.output, lock.packages)) throw error;
    await runNpm(['install', '--no-save', ...everything], { node, cwd: root });
  }
}

/** Whether all that `npm ci` misses in the lock file are optional packages. */
export function onlyOptionalMissing(output, packages) {
  const optional = new Set(Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {})));
  const complaints = output
    .split('\n')
    .filter((line) => /(?:Missing|Invalid): .* (?:from lock file|does not satisfy )/.test(line));
  const names = complaints.map((line) => /Missing: (.+)@\S* from lock file/.exec(line)?.[1]);
  return names.length > 0 && names.every((name) => optional.has(name));
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function stampFile(root) {
  return join(root, 'node_modules', '.halobuzz-installed');
}

function stampedHash(root) {
  try {
    return readFileSync(stampFile(root), 'utf8');
  } catch {
    return null;
  }
}

/**
 * Whether what npm recorded as installed is what the lock file asks for, as after a developer's own `npm install`.
 * Optional packages may be absent: they belong to other platforms.
 */
export function installedMatches(root, lockfile) {
  try {
    const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
    const installed = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '' || entry.link === true || !path.includes('node_modules/')) return true;
      const found = installed[path];
      if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
      return found.version === entry.version && found.integrity === entry.integrity;
    });
  } catch {
    return false;
  }
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchProblem } from './launch-problem.mjs';
import { runNpm } from './npm.mjs';
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
    // npm ci begins with this too, but stumbles over what an interrupted install left behind.
    rmSync(join(root, 'node_modules'), { recursive: true, force: true, maxRetries: 3 });
    // NODE_ENV=production or an `omit` setting would leave out what builds and tests need.
    await runNpm(['ci', '--include=dev', '--include=optional', '--include=peer'], { node, cwd: root });
    succeeded = true;
  } finally {
    done(succeeded);
  }
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
